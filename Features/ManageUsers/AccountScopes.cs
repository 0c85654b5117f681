using CustomerListSchedules.Features.Shared;

namespace CustomerListSchedules.Features.ManageUsers;

internal static class AccountScopes
{
    /// <summary>A condition on <c>users u</c> with the parameter <c>@everyone</c>.</summary>
    public const string Sql =
        $"""
        (@everyone
          or (select array_agg(r.name::text) from user_roles ur join roles r on r.id = ur.role_id where ur.user_id = u.id)
            = array['{Roles.CollectReport}'])
        """;

    public static bool IsEveryone(this AccountScope scope) => scope == AccountScope.Everyone;
}
