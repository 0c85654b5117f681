using CustomerListSchedules.Features.Shared;

namespace CustomerListSchedules.Features.ManageUsers.Staff;

/// <summary>The Roles section: each role and what it allows.</summary>
public static class UserAccountRoles
{
    public static readonly IReadOnlyList<(string Role, string May)> All =
    [
        (Roles.Administrator, "Everything of Insights & Mailings, and users, settings, data import, global segments and audit."),
        (Roles.InsightsAndMailings, "Customer Lists, schedules, runs and mailings, and the accounts of partners."),
        (Roles.CollectReport, "Collect the files that are e-mailed to this address, and use Partner Companies."),
    ];
}
