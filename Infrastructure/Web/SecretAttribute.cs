namespace CustomerListSchedules.Infrastructure.Web;

/// <summary>Of a field that holds a secret: what is typed into it is never written into a page, whatever the page is.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SecretAttribute : Attribute;
