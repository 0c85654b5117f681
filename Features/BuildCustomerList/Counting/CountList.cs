using CustomerListSchedules.Features.CustomerLists.Compilation;
using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Features.CustomerLists.Output;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Audit;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.BuildCustomerList.Counting;

/// <summary>Update Count: begins to count a list as it is being edited; waits a moment for the answer.</summary>
/// <param name="List">What to count.</param>
/// <param name="StoredListId">The stored list that is exactly this, whose last count it becomes.</param>
/// <param name="ListId">The list that is edited; null of one that was never saved.</param>
/// <param name="Actor">Who asks, and sees its first rows.</param>
/// <param name="Wait">How long the answer may take to come with this request.</param>
public sealed record CountList(ListSnapshot List, long? StoredListId, long? ListId, Actor Actor, TimeSpan Wait) : IRequest<ListCount>;

/// <summary>How a count stands; null when it is not this person's or long gone.</summary>
public sealed record FindCount(Guid Id, Guid UserId) : IRequest<ListCount?>;

public sealed record AbandonCount(Guid Id, Guid UserId) : IRequest;

internal sealed class CountListHandler(
    ListCounter counter, IMediator mediator, VenueReader venues, NpgsqlDataSource dataSource, AuditLog audit, IClock clock) :
    IRequestHandler<CountList, ListCount>, IRequestHandler<FindCount, ListCount?>, IRequestHandler<AbandonCount, Unit>
{
    public async Task<ListCount> Handle(CountList request, CancellationToken cancellationToken)
    {
        var dates = new DateMetricClock(clock.GetCurrentInstant(), (await venues.ReadAsync(cancellationToken)).Zone);
        var compiled = ListCompiler.Compile(request.List, await mediator.Send(new GetOutputCatalogue(), cancellationToken), dates);
        await audit.GatherAsync(
            dataSource, request.Actor, "customer_list.previewed", "customer_list", request.ListId, cancellationToken);
        var userId = request.Actor.UserId!.Value;
        var id = await counter.StartAsync(compiled, request.StoredListId, userId, request.Wait, cancellationToken);
        return (await counter.FindAsync(id, userId, cancellationToken))!;
    }

    public Task<ListCount?> Handle(FindCount request, CancellationToken cancellationToken) =>
        counter.FindAsync(request.Id, request.UserId, cancellationToken);

    public async Task<Unit> Handle(AbandonCount request, CancellationToken cancellationToken)
    {
        await counter.AbandonAsync(request.Id, request.UserId, cancellationToken);
        return Unit.Value;
    }
}
