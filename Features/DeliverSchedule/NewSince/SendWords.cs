using CustomerListSchedules.Features.Shared;

namespace CustomerListSchedules.Features.DeliverSchedule.NewSince;

/// <summary>Whom of a scheduled list its file holds, and when it is sent, in a few words for staff.</summary>
public static class SendWords
{
    /// <returns>"only new customers, when there are at least 10"; null where everyone is sent as ever.</returns>
    public static string? Of(string send, string onlyWhen, int? atLeast)
    {
        var whom = send switch
        {
            SendTo.Marked => "new customers marked",
            SendTo.New => "only new customers",
            _ => null,
        };
        var when = onlyWhen switch
        {
            OnlyWhen.Changed => "only when it has changed",
            OnlyWhen.AtLeast => $"only when there are at least {Plural.Number(atLeast ?? 1)}",
            _ => null,
        };
        return whom is null && when is null ? null : string.Join(", ", new[] { whom, when }.OfType<string>());
    }
}
