namespace CustomerListSchedules.Features.BuildCustomerList.Builder;

/// <summary>The states of an Update Count; docs/states.md draws how they follow each other.</summary>
public static class CountStates
{
    public const string Running = "running";
    public const string Done = "done";
    public const string Failed = "failed";
    public const string Abandoned = "abandoned";
}
