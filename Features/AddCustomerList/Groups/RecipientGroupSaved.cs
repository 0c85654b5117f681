namespace CustomerListSchedules.Features.AddCustomerList.Groups;

/// <summary>How saving a group ended.</summary>
public abstract record RecipientGroupSaved
{
    public sealed record Done(long Id, string Name) : RecipientGroupSaved;

    /// <summary>Another group is called so.</summary>
    public sealed record NameTaken : RecipientGroupSaved
    {
        public const string Words = "There is a group of this name already. Choose another name.";
    }

    /// <summary>Somebody else saved it since the form was opened; nothing was overwritten.</summary>
    public sealed record ChangedMeanwhile(RecipientGroup Now) : RecipientGroupSaved;
}
