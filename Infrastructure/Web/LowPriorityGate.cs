namespace CustomerListSchedules.Infrastructure.Web;

/// <summary>
/// Where visitors who must not slow the venue's own staff are served: no more of them at a time than there are cores (two at
/// least), the others in the order in which they came, and each giving way for a moment to what staff are waiting for. So
/// staff never queue behind a crowd.
/// </summary>
public sealed class LowPriorityGate : IDisposable
{
    // Long enough for a page, short enough that a busy office slows partners and never stops them.
    private const int MostPauses = 3;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(1);

    private readonly SemaphoreSlim places = new(Math.Max(2, Environment.ProcessorCount));
    private int staff;

    public void Dispose() => places.Dispose();

    /// <summary>A request outside the lane begins.</summary>
    public void StaffBegin() => Interlocked.Increment(ref staff);

    public void StaffEnd() => Interlocked.Decrement(ref staff);

    /// <summary>Lets staff go first, for a moment.</summary>
    public async Task GiveWayAsync(CancellationToken cancellationToken)
    {
        for (var i = 0; i < MostPauses && Volatile.Read(ref staff) > 0; i++)
        {
            await Task.Delay(Pause, cancellationToken);
        }
    }

    /// <inheritdoc cref="GiveWayAsync"/>
    public void GiveWay()
    {
        for (var i = 0; i < MostPauses && Volatile.Read(ref staff) > 0; i++)
        {
            Thread.Sleep(Pause);
        }
    }

    /// <summary>One request's way through the lane; the request's own where it is in the lane already.</summary>
    public Pass PassOf(HttpContext context)
    {
        var pass = context.Features.Get<Pass>();
        if (pass is null)
        {
            pass = new Pass(this, places);
            context.Features.Set(pass);
            context.Response.RegisterForDispose(pass);
        }

        return pass;
    }

    public sealed class Pass(LowPriorityGate lane, SemaphoreSlim places) : IDisposable
    {
        private bool inside;

        public async Task EnterAsync(CancellationToken cancellationToken)
        {
            if (!inside)
            {
                await places.WaitAsync(cancellationToken);
                inside = true;
                await lane.GiveWayAsync(cancellationToken);
            }
        }

        /// <summary>Makes room for the next, before waiting for a slow line.</summary>
        public void Leave()
        {
            if (inside)
            {
                inside = false;
                places.Release();
            }
        }

        public void Dispose() => Leave();
    }
}

public static class LowPriorityMiddleware
{
    /// <summary>
    /// Serves requests below these paths in the side lane, and the others before them; after authorization, so that strangers never hold a
    /// place, and after forms are read, so that slow lines do not.
    /// </summary>
    /// <param name="path">Where visitors are served in the lane.</param>
    /// <param name="downloads">Where files are collected: neither in the lane, which a download enters by itself, nor before it.</param>
    public static void UseLowPriority(this WebApplication app, PathString path, PathString downloads) => app.Use(async (context, next) =>
    {
        var lane = context.RequestServices.GetRequiredService<LowPriorityGate>();
        if (context.Request.Path.StartsWithSegments(path))
        {
            await ServeAsync(lane, context, next);
        }
        else if (context.Request.Path.StartsWithSegments(downloads))
        {
            await next(context);
        }
        else
        {
            lane.StaffBegin();
            try
            {
                await next(context);
            }
            finally
            {
                lane.StaffEnd();
            }
        }
    });

    private static async Task ServeAsync(LowPriorityGate lane, HttpContext context, RequestDelegate next)
    {
        var pass = lane.PassOf(context);
        await pass.EnterAsync(context.RequestAborted);
        try
        {
            await next(context);
        }
        finally
        {
            pass.Leave();
        }
    }
}
