using Microsoft.AspNetCore.Identity;

namespace CustomerListSchedules.Infrastructure.Identity;

/// <summary>An account. <see cref="IdentityUser{TKey}.Email"/> keeps its capitals; its normalized form is unique.</summary>
public sealed class User : IdentityUser<Guid>
{
    public string Name { get; set; } = "";

    /// <summary>The company that a partner is of; null where none is known.</summary>
    public string? Company { get; set; }

    /// <summary>A password that somebody else chose: nothing else may be done before it is changed.</summary>
    public bool MustChangePassword { get; set; }

    public DateTimeOffset? DeactivatedAt { get; set; }

    /// <summary>Made with sample data; never active in Production.</summary>
    public bool IsSample { get; set; }

    public DateTimeOffset CreatedAt { get; set; }
}
