using CustomerListSchedules.Features.BuildCustomerList.Builder;
using CustomerListSchedules.Features.BuildCustomerList.Counting;
using CustomerListSchedules.Features.DeliverSchedule.Actions;
using CustomerListSchedules.Features.DeliverSchedule.NewSince;
using CustomerListSchedules.Features.ImportData.Holding;
using CustomerListSchedules.Features.SendIntegratedEmail;
using CustomerListSchedules.Features.TraceCustomerData;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Database;
using CustomerListSchedules.Infrastructure.Files;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.EraseCustomer;

/// <summary>
/// Removes a customer with all that hangs on them, revokes the stored files that hold them, takes them out of mailings that are not
/// sent and out of what is kept of who was on lists, forgets previews and names of import files, and remembers a keyed hash of their
/// reference, so that no import brings them back unsaid.
/// </summary>
/// <param name="CustomerId">Who.</param>
/// <param name="Typed">Their external reference, typed by the administrator who agrees to it.</param>
/// <param name="Actor">The administrator.</param>
public sealed record ErasePerson(long CustomerId, string Typed, Actor Actor) : IRequest<EraseResult?>
{
    internal const string Reason = "A person whom it holds was erased.";
}

public abstract record EraseResult
{
    public sealed record Done : EraseResult;

    /// <summary>What was typed is not the customer's external reference.</summary>
    public sealed record NotConfirmed : EraseResult;
}

internal sealed class ErasePersonHandler(
    NpgsqlDataSource dataSource, IMediator mediator, ImportFilesHolding imports, EncryptedFileStore store, ErasureKey key, AuditLog audit,
    IClock clock)
    : IRequestHandler<ErasePerson, EraseResult?>
{
    private const string EraseSql = "delete from crm.customers where id = @CustomerId";

    private const string RememberSql =
        """
        insert into erased_customers (reference_hash, customer_id, erased_at)
        values (@hash, @CustomerId, @now)
        on conflict (reference_hash) do update set customer_id = excluded.customer_id, erased_at = excluded.erased_at
        """;

    public async Task<EraseResult?> Handle(ErasePerson request, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var customer = await connection.ReadOneAsync<ErasableCustomer>(GetErasureHandler.CustomerSql, request, cancellationToken);
        if (customer is null)
        {
            return null;
        }

        if (request.Typed.Trim() != customer.Reference)
        {
            return new EraseResult.NotConfirmed();
        }

        // Files first: what stops half-way can be done again while the customer can still be found.
        var held = await imports.FindAsync(
            new ListImportsHolding(request.CustomerId, customer.Reference, customer.Email), cancellationToken);
        var revoked = await RevokeAsync(mediator, request.CustomerId, request.Actor, cancellationToken);
        var mailings = await mediator.Send(new ForgetInMailings(request.CustomerId), cancellationToken);
        await mediator.Send(new ForgetInLastDeliveries(request.CustomerId), cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        foreach (var file in held)
        {
            await store.DeleteAsync(connection, file.FileId, cancellationToken);
        }

        var hash = await key.HashAsync(connection, customer.Reference, cancellationToken);
        await connection.RunAsync(RememberSql, new { hash, request.CustomerId, now = clock.GetCurrentInstant() }, cancellationToken);
        await CountPreviews.ForgetAsync(connection, cancellationToken);
        await ImportNames.ForgetAsync(
            connection, [.. held.Select(file => file.FileId)], customer.Reference, customer.Name, customer.Email ?? "", cancellationToken);
        if (await connection.RunAsync(EraseSql, request, cancellationToken, Timeout.InfiniteTimeSpan) == 0)
        {
            return new EraseResult.Done(); // Somebody else erased them in this moment, with an entry of its own.
        }

        await audit.WriteAsync(
            connection, request.Actor, "customer.erased", "customer", request.CustomerId,
            new { revokedFiles = revoked, deletedImportFiles = held.Select(file => file.FileId), leftOutOfMailings = mailings },
            cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await RevokeAsync(mediator, request.CustomerId, request.Actor, cancellationToken);
        await mediator.Send(new ForgetInMailings(request.CustomerId), cancellationToken);
        await mediator.Send(new ForgetInLastDeliveries(request.CustomerId), cancellationToken);
        return new EraseResult.Done();
    }

    internal static async Task<IReadOnlyList<long>> RevokeAsync(
        IMediator mediator, long customerId, Actor actor, CancellationToken cancellationToken)
    {
        var holding = await mediator.Send(new ListFilesHolding(customerId), cancellationToken);
        var revoked = new List<long>();
        foreach (var file in holding.Files.Where(file => file.Stored))
        {
            if (await mediator.Send(new RevokeFile(file.Id, ErasePerson.Reason, actor), cancellationToken) is RevokeResult.Done)
            {
                revoked.Add(file.Id);
            }
        }

        return revoked;
    }
}
