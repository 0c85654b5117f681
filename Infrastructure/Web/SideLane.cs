using CustomerListSchedules.Infrastructure.Files;

namespace CustomerListSchedules.Infrastructure.Web;

/// <summary>
/// Where visitors who must not slow the venue's own staff are served: no more of them at a time than there are cores less
/// one, the others in the order in which they came. So what staff wait for never queues behind a crowd.
/// </summary>
public sealed class SideLane : IDisposable
{
    private readonly SemaphoreSlim places = new(Math.Max(1, Environment.ProcessorCount - 1));

    public void Dispose() => places.Dispose();

    /// <summary>One request's way through the lane; the request's own where it is in the lane already.</summary>
    public Pass PassOf(HttpContext context)
    {
        var pass = context.Features.Get<Pass>();
        if (pass is null)
        {
            pass = new Pass(places);
            context.Features.Set(pass);
            context.Response.RegisterForDispose(pass);
        }

        return pass;
    }

    public sealed class Pass(SemaphoreSlim places) : IDisposable
    {
        private bool inside;

        public async Task EnterAsync(CancellationToken cancellationToken)
        {
            if (!inside)
            {
                await places.WaitAsync(cancellationToken);
                inside = true;
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

public static class SideLaneMiddleware
{
    /// <summary>Serves requests below a path in the side lane; after authorization, so that strangers never hold a place.</summary>
    public static void UseSideLane(this WebApplication app, PathString path) =>
        app.UseWhen(context => context.Request.Path.StartsWithSegments(path), branch => branch.Use(async (context, next) =>
        {
            if (context.Request.HasFormContentType)
            {
                await context.Request.ReadFormAsync(context.RequestAborted); // Before a place is taken: the line may be slow.
            }

            var pass = context.RequestServices.GetRequiredService<SideLane>().PassOf(context);
            await pass.EnterAsync(context.RequestAborted);
            try
            {
                await next(context);
            }
            finally
            {
                pass.Leave();
            }
        }));
}

/// <summary>Writes on; leaves the lane while the line takes what is written, and comes back for more.</summary>
internal sealed class SideLaneStream(Stream line, SideLane.Pass pass) : WriteOnlyStream
{
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        pass.Leave();
        await line.WriteAsync(buffer, cancellationToken);
        await pass.EnterAsync(cancellationToken);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(ReadOnlySpan<byte> bytes) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override Task FlushAsync(CancellationToken cancellationToken) => line.FlushAsync(cancellationToken);
}
