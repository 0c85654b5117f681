namespace CustomerListSchedules.Features.ManageUsers;

/// <summary>Which accounts somebody may look after.</summary>
public enum AccountScope
{
    /// <summary>Settings &gt; Users &gt; User Accounts: administrators.</summary>
    Everyone,

    /// <summary>Customer List Schedules &gt; Users: accounts whose only role is Collect Report; no other one is found.</summary>
    CollectReportOnly,
}
