namespace CustomerListSchedules.Features.CreateSchedule;

/// <summary>What a schedule does, as stored and as on screen.</summary>
public static class ScheduleActions
{
    public const string DeliverCustomerList = "deliver_customer_list";

    /// <summary>The actions that a schedule can be given, in the article's order.</summary>
    public static readonly IReadOnlyDictionary<string, string> Offered = new Dictionary<string, string>
    {
        [DeliverCustomerList] = "Deliver Customer List",
    };

    /// <summary>The action's name on screen.</summary>
    public static string Name(string action) => Offered.TryGetValue(action, out var name) ? name : "Send Integrated Email";
}
