using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Features.CustomerLists.Output;
using CustomerListSchedules.Features.RunCustomerList.Agreement;
using CustomerListSchedules.Features.Shared.Outside;
using MediatR;
using Npgsql;

namespace CustomerListSchedules.Features.DeliverSchedule.Sharing;

/// <summary>What is asked of the customers of a list before its contact columns go to these addresses.</summary>
/// <param name="Questions">Of each address outside; none where no contact column is shown, or the venue asks nothing.</param>
internal sealed record SharingAsked(IReadOnlyList<SharingQuestion> Questions)
{
    public static readonly SharingAsked Nothing = new([]);

    /// <summary>The contact preferences that answer it; 0 for none.</summary>
    public IReadOnlyList<long> Preferences => [.. Questions.Select(question => question.Preference ?? AgreementCount.None).Distinct()];

    /// <summary>What comes of it for these recipients, given who has agreed.</summary>
    public IReadOnlyList<SharedWith> Of(IReadOnlyList<string> recipients, IReadOnlyList<AgreementCount> counts) =>
        SharedWith.Of(Questions, recipients, counts);

    /// <exception cref="DefinitionException">The list cannot be run.</exception>
    public static async Task<SharingAsked> OfAsync(
        NpgsqlConnection connection, IMediator mediator, string snapshot, IEnumerable<string> addresses,
        CancellationToken cancellationToken)
    {
        var questions = await SharingQuestion.AskAsync(connection, addresses, cancellationToken);
        return questions.Count > 0
            && (await mediator.Send(new GetOutputCatalogue(), cancellationToken))
                .ContactAmong(ListSnapshot.Parse(snapshot).OutputColumns).Count > 0
            ? new SharingAsked(questions)
            : Nothing;
    }
}
