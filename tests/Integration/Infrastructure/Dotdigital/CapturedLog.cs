using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace CustomerListSchedules.Integration.Infrastructure.Dotdigital;

/// <summary>Keeps whatever is logged, at every level, with exceptions and scopes.</summary>
internal sealed class CapturedLog : ILoggerProvider, ISupportExternalScope
{
    private readonly ConcurrentQueue<string> lines = new();
    private IExternalScopeProvider? scopes;

    public IReadOnlyCollection<string> Lines => lines;

    public void Clear() => lines.Clear();

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => scopes = scopeProvider;

    public void Dispose()
    {
    }

    private sealed class Logger(CapturedLog log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var values = state is IEnumerable<KeyValuePair<string, object?>> pairs
                ? string.Join(' ', pairs.Select(pair => pair.Value))
                : "";
            var around = new List<string>();
            log.scopes?.ForEachScope((scope, into) => into.Add($"{scope}"), around);
            log.lines.Enqueue($"{category}: {formatter(state, exception)} {values} {exception} {string.Join(' ', around)}");
        }
    }
}
