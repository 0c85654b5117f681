namespace CustomerListSchedules.Features.ChangeSettings;

/// <summary>What the test e-mail says.</summary>
public sealed record TestEmail(string ClientName, string By);
