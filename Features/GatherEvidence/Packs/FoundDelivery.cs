namespace CustomerListSchedules.Features.GatherEvidence.Packs;

/// <summary>A delivery with its file, or a file whose run is gone; and how many there are in all.</summary>
internal sealed record FoundDelivery
{
    public long? DeliveryId { get; init; }
    public long? FileId { get; init; }
    public long Total { get; init; }
}
