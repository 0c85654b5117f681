namespace CustomerListSchedules.Features.BuildCustomerList.Counting;

/// <summary>How many counts nobody pressed a button for a node makes at once; Update Count does not wait for them.</summary>
internal sealed class CountingPlaces : IDisposable
{
    private const int AtOnce = 2;

    private readonly SemaphoreSlim places = new(AtOnce);

    public Task EnterAsync(CancellationToken cancellationToken) => places.WaitAsync(cancellationToken);

    public void Leave() => places.Release();

    public void Dispose() => places.Dispose();
}
