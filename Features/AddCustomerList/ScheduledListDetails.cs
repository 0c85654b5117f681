using CustomerListSchedules.Features.AddCustomerList.Parts;
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

    /// <summary>By what it is split, to each their own; null: the same list to everyone on Email to.</summary>
    public string? SplitBy { get; init; }

    /// <summary>The table of values and addresses, where it is split; see <see cref="PartLines"/>.</summary>
    public string PartsTyped { get; init; } = "";

    public IReadOnlyList<PartLine> Parts => SplitBy is null ? [] : PartLines.Parse(PartsTyped).Found;

    public IReadOnlyList<string> Recipients =>
        SplitBy is null ? Addresses.Parse(EmailTo).Found : [.. Parts.Select(part => part.Address).Distinct()];
}
