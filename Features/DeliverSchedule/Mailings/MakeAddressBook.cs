using CustomerListSchedules.Infrastructure.Dotdigital;

namespace CustomerListSchedules.Features.DeliverSchedule.Mailings;

/// <summary>Makes the private address book that this one send goes to. Its name is the mailing's own, so that asking again finds it.</summary>
internal sealed class MakeAddressBook(IDotdigital dotdigital, MailingProgress progress) : IMailingStep
{
    public string Step => "address_book";

    public async Task<StepResult> RunAsync(MailingClaim claim, CancellationToken cancellationToken)
    {
        var book = await dotdigital.CreateAddressBookAsync(claim.AddressBookName, cancellationToken);
        return await progress.GoOnAsync(
            claim, "import", "address_book_id = @book", new { book }, "A private address book was made for it in Dotdigital.", cancellationToken);
    }
}
