using MediatR;

namespace CustomerListSchedules.Features.AddCustomerList.Recipients;

/// <summary>The addresses of several lists, checked together rather than list by list.</summary>
internal static class ManyRecipients
{
    /// <summary>What <see cref="CheckRecipients"/> finds of each address.</summary>
    public static async Task<IReadOnlyDictionary<string, RecipientCheck>> CheckEachAsync(
        this IMediator mediator, IEnumerable<string> addresses, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, RecipientCheck>();
        foreach (var some in addresses.Distinct().Chunk(Addresses.Most))
        {
            foreach (var check in await mediator.Send(new CheckRecipients(string.Join(", ", some)), cancellationToken))
            {
                found[check.Address] = check;
            }
        }

        return found;
    }

    /// <summary>Of one list's addresses those who could not collect.</summary>
    public static IReadOnlyList<RecipientCheck> WhoCannot(
        this IReadOnlyDictionary<string, RecipientCheck> found, IEnumerable<string> addresses) =>
        [.. addresses.Select(found.GetValueOrDefault).OfType<RecipientCheck>().Where(check => check.Finding != RecipientFinding.Fine)];
}
