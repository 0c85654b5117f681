namespace CustomerListSchedules.Features.BuildCustomerList.Folders;

/// <summary>Who may change the lists of a folder, as it is stored; what it comes to is a view of the database.</summary>
public static class FolderRight
{
    public const string Inherited = "inherited";
    public const string Everyone = "everyone";
    public const string Administrators = "administrators";

    /// <summary>What is stored and its words, in the order in which they are offered.</summary>
    public static readonly IReadOnlyList<(string Key, string Words)> All =
    [
        (Inherited, "As the folder above"),
        (Everyone, "Everyone"),
        (Administrators, "Administrators only"),
    ];

    /// <summary>What is said of a folder that is closed, to whoever looks at it.</summary>
    public const string Closed = "Only administrators change lists in this folder";

    public static bool IsKnown(string right) => All.Any(known => known.Key == right);

    public static string Words(string right) => All.First(known => known.Key == right).Words;
}
