using CustomerListSchedules.Features.AddCustomerList.Recipients;
using CustomerListSchedules.Features.RunCustomerList;
using CustomerListSchedules.Features.Shared;
using FluentValidation;

namespace CustomerListSchedules.Features.AddCustomerList;

/// <summary>Page one of Add Customer List, as typed.</summary>
/// <param name="Name">Appears in the e-mail.</param>
/// <param name="EmailTo">Addresses, see <see cref="Addresses"/>.</param>
/// <param name="CustomSubject">Empty: the preset subject.</param>
/// <param name="CustomerListId">Null while none is picked.</param>
/// <param name="FileFormat">csv, xlsx or docx.</param>
/// <param name="WhenEmpty">send or skip.</param>
/// <param name="Remind">Whether those who have not collected are reminded a day before their link expires.</param>
public sealed record ScheduledListDetails(
    string Name, string EmailTo, string CustomSubject, long? CustomerListId, string FileFormat, string WhenEmpty, bool Remind)
{
    public string Name { get; } = Name.Trim();

    public string CustomSubject { get; } = CustomSubject.Trim();

    public IReadOnlyList<string> Recipients => Addresses.Parse(EmailTo).Found;
}
