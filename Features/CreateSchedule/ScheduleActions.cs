namespace CustomerListSchedules.Features.CreateSchedule;

/// <summary>What a schedule does, as stored and as on screen.</summary>
public static class ScheduleActions
{
    public const string DeliverCustomerList = "deliver_customer_list";
    public const string SendIntegratedEmail = "send_integrated_email";

    /// <summary>The actions that a schedule can be given, in the order that staff know.</summary>
    public static readonly IReadOnlyDictionary<string, string> Offered = new Dictionary<string, string>
    {
        [DeliverCustomerList] = "Deliver Customer List",
        [SendIntegratedEmail] = "Send Integrated Email",
    };

    /// <summary>The action's name on screen.</summary>
    public static string Name(string action) => Offered[action];

    /// <summary>The page that says what the schedule delivers or sends.</summary>
    public static string PageName(string action) => action == SendIntegratedEmail ? "Integrated Emails" : "Customer Lists";

    public static string PageUrl(long scheduleId, string action) =>
        $"/schedules/{scheduleId}/{(action == SendIntegratedEmail ? "integrated-emails" : "customer-lists")}";

    /// <summary>Where Next leads from a new schedule's Basic Details: past the empty page, when it is made for a Customer List.</summary>
    public static string NextUrl(long scheduleId, string action, long? customerList) =>
        PageUrl(scheduleId, action)
        + (customerList is not null && action == DeliverCustomerList ? $"/new?customerList={customerList}" : "");

    /// <summary>The button that adds to it.</summary>
    public static string AddButton(string action) => action == SendIntegratedEmail ? "Add Integrated Email" : "Add Customer List";
}
