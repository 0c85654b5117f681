using CustomerListSchedules.Features.Shared;

namespace CustomerListSchedules.Features.ManageUsers.Staff;

/// <summary>The Roles section: each role, what the box is marked, and what the role allows.</summary>
public static class UserAccountRoles
{
    public static readonly IReadOnlyList<(string Role, string Label, string May)> All =
    [
        (Roles.Administrator, Roles.Administrator,
            "Everything of Insights & Mailings, and users, settings, data import, global segments and audit."),
        (Roles.InsightsAndMailings, Roles.InsightsAndMailings,
            "Customer Lists, schedules, runs and mailings, and the accounts of partners."),
        (Roles.CollectReport, Roles.CollectReport + " user role",
            "Collect the files that are e-mailed to this address, and use Partner Companies."),
    ];
}
