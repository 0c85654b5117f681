namespace CustomerListSchedules.Infrastructure;

/// <summary>Which release this is.</summary>
public static class Product
{
    /// <summary>Three numbers, as in <c>Directory.Build.props</c> and at the head of CHANGELOG.md.</summary>
    public static string Version { get; } = typeof(Product).Assembly.GetName().Version!.ToString(3);
}
