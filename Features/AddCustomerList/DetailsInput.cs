using CustomerListSchedules.Features.AddCustomerList.Recipients;

namespace CustomerListSchedules.Features.AddCustomerList;

/// <summary>Page one's fields.</summary>
public sealed class DetailsInput
{
    public string Name { get; set; } = "";
    public string EmailTo { get; set; } = "";
    public string CustomSubject { get; set; } = "";
    public long? CustomerListId { get; set; }
    public string FileFormat { get; set; } = RunCustomerList.FileFormat.Csv;
    public string WhenEmpty { get; set; } = "send";
    public bool Remind { get; set; }

    public static DetailsInput From(StoredScheduledList entry) => new()
    {
        Name = entry.Name,
        EmailTo = Addresses.Join(entry.Recipients),
        CustomSubject = entry.CustomSubject,
        CustomerListId = entry.CustomerListId,
        FileFormat = entry.FileFormat,
        WhenEmpty = entry.WhenEmpty,
        Remind = entry.Remind,
    };

    public ScheduledListDetails Read() => new(Name, EmailTo, CustomSubject, CustomerListId, FileFormat, WhenEmpty, Remind);
}
