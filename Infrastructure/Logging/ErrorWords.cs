using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Npgsql;

namespace CustomerListSchedules.Infrastructure.Logging;

/// <summary>
/// What a log may say of an exception: its type, where it was thrown, and the message of our own exceptions alone, without what stands in
/// quotes. The messages of PostgreSQL and of libraries may hold what somebody typed.
/// </summary>
public static partial class ErrorWords
{
    private const int Longest = 300;

    /// <summary>In one line: <c>NpgsqlException (SocketException ConnectionRefused)</c>.</summary>
    public static string InOneLine(Exception exception)
    {
        var words = Message(exception) is { } message ? $"{Kind(exception)}: {message}" : Kind(exception);
        return exception.InnerException is { } inner ? $"{words} ({InOneLine(inner)})" : words;
    }

    /// <summary>The type, with PostgreSQL's or the network's own code.</summary>
    public static string Kind(Exception exception) => exception switch
    {
        PostgresException postgres => $"{nameof(PostgresException)} {postgres.SqlState}",
        SocketException socket => $"{nameof(SocketException)} {socket.SocketErrorCode}",
        _ => exception.GetType().Name,
    };

    /// <summary>The message of an exception of ours, cleaned; null for all others.</summary>
    public static string? Message(Exception exception)
    {
        if (exception.GetType().Assembly != typeof(ErrorWords).Assembly)
        {
            return null;
        }

        var clean = Address().Replace(Quoted().Replace(exception.Message, "\"…\""), "…");
        clean = Unseen().Replace(clean, " ").Trim();
        return clean.Length <= Longest ? clean : clean[..Longest] + "…";
    }

    /// <summary>The exception, its causes, and where each was thrown: lines without an end.</summary>
    public static string WithPlace(Exception exception)
    {
        var words = new StringBuilder();
        for (var each = exception; each is not null; each = each.InnerException)
        {
            words.Append(words.Length == 0 ? "" : "\n because of ").Append(Kind(each));
            if (Message(each) is { } message)
            {
                words.Append(": ").Append(message);
            }

            words.Append(each.StackTrace is { } place ? "\n" + place : "");
        }

        return words.ToString();
    }

    [GeneratedRegex("\"[^\"]*\"|“[^”]*”|\"[^\"]*$")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"[^\s@""<>,;()]+@[^\s@""<>,;()]+")]
    private static partial Regex Address();

    [GeneratedRegex(@"[\p{C}\p{Zl}\p{Zp}]+")]
    private static partial Regex Unseen();
}
