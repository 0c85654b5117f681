using System.Globalization;
using CustomerListSchedules.Features.AddCustomerList.Parts;
using CustomerListSchedules.Features.AddCustomerList.Recipients;
using CustomerListSchedules.Features.DeliverSchedule.NewSince;

namespace CustomerListSchedules.Features.AddCustomerList;

/// <summary>Page one's fields.</summary>
public sealed class DetailsInput
{
    public string Name { get; set; } = "";
    public string EmailTo { get; set; } = "";
    public string CustomSubject { get; set; } = "";
    public long? CustomerListId { get; set; }
    public string FileFormat { get; set; } = RunCustomerList.FileFormat.Csv;
    public string WhenEmpty { get; set; } = OnlyWhen.Always;
    public string AtLeast { get; set; } = "";
    public string Send { get; set; } = SendTo.Everyone;
    public bool Remind { get; set; }

    /// <summary>To each their own; otherwise the same list to everyone on Email to.</summary>
    public bool Own { get; set; }

    public string SplitBy { get; set; } = CustomerLists.Definition.SplitBy.Producer;

    /// <summary>The table of values and addresses, see <see cref="PartLines"/>.</summary>
    public string Parts { get; set; } = "";

    /// <summary>By what it is split; null for what nothing can be split by.</summary>
    internal string? KnownSplitBy => CustomerLists.Definition.SplitBy.All.Contains(SplitBy) ? SplitBy : null;

    /// <summary>Everybody whom the table names.</summary>
    internal IEnumerable<string> PartAddresses => PartLines.Parse(Parts).Found.Select(part => part.Address).Distinct();

    public static DetailsInput From(StoredScheduledList entry) => new()
    {
        Name = entry.Name,
        EmailTo = Addresses.Join(entry.Recipients),
        CustomSubject = entry.CustomSubject,
        CustomerListId = entry.CustomerListId,
        FileFormat = entry.FileFormat,
        WhenEmpty = entry.WhenEmpty,
        AtLeast = entry.AtLeast?.ToString(CultureInfo.InvariantCulture) ?? "",
        Send = entry.Send,
        Remind = entry.Remind,
        Own = entry.SplitBy is not null,
        SplitBy = entry.SplitBy ?? CustomerLists.Definition.SplitBy.Producer,
        Parts = PartLines.Join(entry.Parts),
    };

    public ScheduledListDetails Read() =>
        new(Name, EmailTo, CustomSubject, CustomerListId, FileFormat, WhenEmpty, AtLeast, Send, Remind)
        {
            SplitBy = Own ? SplitBy : null,
            PartsTyped = Own ? Parts : "",
        };
}
