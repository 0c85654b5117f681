using CustomerListSchedules.Features.BuildCustomerList.Folders;
using CustomerListSchedules.Features.BuildCustomerList.Templates;
using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Database;
using FluentValidation;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.BuildCustomerList.Explorer;

/// <summary>
/// Adds a list that starts as the template says, with the columns of the Output Template where it names none; gives its id.
/// </summary>
public sealed record AddCustomerListToExplorer(ListDetails Details, ListTemplate Template, Actor Actor) : IRequest<long>;

internal sealed class AddCustomerListToExplorerHandler(
    NpgsqlDataSource dataSource, AuditLog audit, IClock clock) : IRequestHandler<AddCustomerListToExplorer, long>
{
    public async Task<long> Handle(AddCustomerListToExplorer request, CancellationToken cancellationToken)
    {
        var template = request.Template;
        var own = template.Columns.Count > 0;
        new ListDetailsValidator().ValidateAndThrow(request.Details);
        try
        {
            await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            if (!await connection.MayChangeInAsync(request.Details.FolderId, request.Actor, cancellationToken))
            {
                throw ListDetailsValidator.FolderClosed();
            }

            var id = await connection.ScalarAsync<long>(
                """
                insert into customer_lists (folder_id, name, description, definition, output_columns, sort_by, row_per_booking, owner_id,
                  created_at)
                select @FolderId, @name, @description, @definition::jsonb, coalesce(@columns, output_columns),
                  coalesce(@sort::jsonb, sort_by), @RowPerBooking, @owner, @now
                from venue_settings
                returning id
                """,
                new
                {
                    request.Details.FolderId, name = request.Details.Name.Trim(), description = request.Details.Description.Trim(),
                    definition = template.Definition.ToJson(), columns = own ? template.Columns.ToArray() : null,
                    sort = own ? SortBy.ToJson(template.Sort) : null, template.RowPerBooking, owner = request.Actor.UserId,
                    now = clock.GetCurrentInstant(),
                },
                cancellationToken);
            await audit.WriteAsync(
                connection, request.Actor, "customer_list.created", "customer_list", id,
                new { request.Details.Name, template = template.Key }, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return id;
        }
        catch (PostgresException e) when (ListDetailsValidator.From(e) is { } refused)
        {
            throw refused;
        }
    }
}
