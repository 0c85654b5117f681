namespace CustomerListSchedules.Features.Shared.Status;

/// <summary>
/// Of a page whose form may be written into the page that refuses it, to be sent again after signing in: much is typed, and no secret.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class SaveAgainAttribute : Attribute;
