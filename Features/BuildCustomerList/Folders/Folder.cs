namespace CustomerListSchedules.Features.BuildCustomerList.Folders;

/// <param name="ParentId">The folder that it is in.</param>
/// <param name="Path">"Programme / Workshops".</param>
/// <param name="Version">The version that an edit must carry.</param>
/// <param name="Lists">How many lists are in it and in the folders below.</param>
/// <param name="Right">Who may change its lists, as it is stored: see <see cref="FolderRight"/>.</param>
/// <param name="Closed">Whether that comes to administrators alone.</param>
/// <param name="MayChange">Whether who asks may change what is in it.</param>
/// <param name="MayBeChanged">Whether who asks may rename, move and delete it.</param>
public sealed record Folder(
    long Id, long? ParentId, string Name, string Path, int Version, long Lists, string Right, bool Closed, bool MayChange,
    bool MayBeChanged)
{
    public const string Separator = " / ";
}
