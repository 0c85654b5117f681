using System.Text.Json.Serialization;

namespace CustomerListSchedules.Features.CustomerLists.Definition;

/// <summary>A segment's place in an area. <see cref="Not"/> turns it into everyone else.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(LocalSegment), "local")]
[JsonDerivedType(typeof(GlobalSegment), "global")]
public abstract record AreaSegment(bool Not);
