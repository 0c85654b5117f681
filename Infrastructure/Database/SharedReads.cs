namespace CustomerListSchedules.Infrastructure.Database;

/// <summary>
/// What many ask of the database at once is read once for all of them. Whoever asks while it is being read waits for the next reading,
/// which begins afterwards: nobody is given what was read before they asked, so that each sees what they have just saved.
/// </summary>
public sealed class SharedReads
{
    private readonly Lock gate = new();
    private readonly Dictionary<object, Reading> latest = [];

    /// <param name="what">What is read, by value: a request. All who ask for it get the same object, which none of them may change.</param>
    /// <param name="read">Reads it; not for whom, and without their cancellation, since others wait for it as well.</param>
    public Task<T> OfAsync<T>(object what, Func<Task<T>> read)
    {
        lock (gate)
        {
            var before = latest.GetValueOrDefault(what);
            if (before is { HasBegun: false, Result: Task<T> result })
            {
                return result;
            }

            var reading = latest[what] = new Reading();
            var mine = ReadAsync(what, reading, before?.Result ?? Task.CompletedTask, read);
            reading.Result = mine;
            return mine;
        }
    }

    private async Task<T> ReadAsync<T>(object what, Reading reading, Task before, Func<Task<T>> read)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.ForceYielding | ConfigureAwaitOptions.SuppressThrowing);
        lock (gate)
        {
            reading.HasBegun = true;
        }

        try
        {
            return await read();
        }
        finally
        {
            lock (gate)
            {
                if (latest.GetValueOrDefault(what) == reading)
                {
                    latest.Remove(what);
                }
            }
        }
    }

    private sealed class Reading
    {
        public bool HasBegun { get; set; }

        public Task Result { get; set; } = Task.CompletedTask;
    }
}
