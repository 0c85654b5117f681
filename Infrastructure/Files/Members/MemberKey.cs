namespace CustomerListSchedules.Infrastructure.Files.Members;

/// <summary>A secret under which ids are hashed, and its number.</summary>
internal sealed record MemberKey(int Id, byte[] Secret);
