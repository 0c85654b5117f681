using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Database;
using FluentValidation;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.BuildCustomerList.Explorer;

/// <summary>Adds a list of everyone, with the columns of the Output Template; gives its id.</summary>
public sealed record AddCustomerListToExplorer(ListDetails Details, Actor Actor) : IRequest<long>;

internal sealed class AddCustomerListToExplorerHandler(
    NpgsqlDataSource dataSource, AuditLog audit, IClock clock) : IRequestHandler<AddCustomerListToExplorer, long>
{
    public async Task<long> Handle(AddCustomerListToExplorer request, CancellationToken cancellationToken)
    {
        new ListDetailsValidator().ValidateAndThrow(request.Details);
        try
        {
            await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            var id = await connection.ScalarAsync<long>(
                """
                insert into customer_lists (folder_id, name, description, definition, output_columns, sort_by, owner_id, created_at)
                select @FolderId, @name, @description, @definition::jsonb, output_columns, sort_by, @owner, @now from venue_settings
                returning id
                """,
                new
                {
                    request.Details.FolderId, name = request.Details.Name.Trim(), description = request.Details.Description.Trim(),
                    definition = ListDefinition.Everyone.ToJson(), owner = request.Actor.UserId, now = clock.GetCurrentInstant(),
                },
                cancellationToken);
            await audit.WriteAsync(
                connection, request.Actor, "customer_list.created", "customer_list", id, new { request.Details.Name }, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return id;
        }
        catch (PostgresException e) when (ListDetailsValidator.From(e) is { } refused)
        {
            throw refused;
        }
    }
}
