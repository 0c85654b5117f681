using System.Globalization;
using CustomerListSchedules.Features.AddCustomerList.Parts;
using CustomerListSchedules.Features.AddCustomerList.Recipients;
using CustomerListSchedules.Features.DeliverSchedule.NewSince;

namespace CustomerListSchedules.Features.AddCustomerList;

/// <summary>Page one of Add Customer List, as typed.</summary>
/// <param name="Name">Appears in the e-mail.</param>
/// <param name="EmailTo">Addresses, see <see cref="Addresses"/>.</param>
/// <param name="CustomSubject">Empty: the preset subject.</param>
/// <param name="CustomerListId">Null while none is picked.</param>
/// <param name="FileFormat">csv, xlsx or docx.</param>
/// <param name="WhenEmpty">One of <see cref="OnlyWhen"/>.</param>
/// <param name="AtLeast">How many, where it is sent only when so many are; otherwise what is typed is ignored.</param>
/// <param name="Send">One of <see cref="SendTo"/>.</param>
/// <param name="Remind">Whether those who have not collected are reminded a day before their link expires.</param>
public sealed record ScheduledListDetails(
    string Name, string EmailTo, string CustomSubject, long? CustomerListId, string FileFormat, string WhenEmpty,
    string AtLeast, string Send, bool Remind)
{
    private const NumberStyles Whole = NumberStyles.Integer | NumberStyles.AllowThousands;

    public string Name { get; } = Name.Trim();

    public string CustomSubject { get; } = CustomSubject.Trim();

    /// <summary>Null where it is not asked for, or no number.</summary>
    public int? Least =>
        WhenEmpty == OnlyWhen.AtLeast && int.TryParse(AtLeast, Whole, CultureInfo.InvariantCulture, out var least) ? least : null;

    /// <summary>By what it is split, to each their own; null: the same list to everyone on Email to.</summary>
    public string? SplitBy { get; init; }

    /// <summary>The table of values and addresses, where it is split; see <see cref="PartLines"/>.</summary>
    public string PartsTyped { get; init; } = "";

    public IReadOnlyList<PartLine> Parts => SplitBy is null ? [] : PartLines.Parse(PartsTyped).Found;

    public IReadOnlyList<string> Recipients =>
        SplitBy is null ? Addresses.Parse(EmailTo).Found : [.. Parts.Select(part => part.Address).Distinct()];
}
