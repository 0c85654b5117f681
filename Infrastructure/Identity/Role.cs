using Microsoft.AspNetCore.Identity;

namespace CustomerListSchedules.Infrastructure.Identity;

public sealed class Role : IdentityRole<Guid>;
