using CustomerListSchedules.Features.BuildCustomerList.Folders;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Database;
using FluentValidation;
using MediatR;
using Npgsql;

namespace CustomerListSchedules.Features.BuildCustomerList.Explorer;

/// <summary>Renames, describes, moves, unless somebody else did since the form was filled.</summary>
public sealed record ChangeListDetails(long Id, ListDetails Details, Actor Actor) : IRequest<DetailsSaved?>;

internal sealed class ChangeListDetailsHandler(
    NpgsqlDataSource dataSource, IMediator mediator, AuditLog audit) : IRequestHandler<ChangeListDetails, DetailsSaved?>
{
    private sealed record Row(string Name, string Description, long? FolderId, int DetailsVersion);

    public async Task<DetailsSaved?> Handle(ChangeListDetails request, CancellationToken cancellationToken)
    {
        new ListDetailsValidator().ValidateAndThrow(request.Details);
        try
        {
            await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            var now = await connection.ReadOneAsync<Row>(
                "select name, description, folder_id, details_version from customer_lists where id = @Id and deleted_at is null for update",
                new { request.Id },
                cancellationToken);
            if (now is null)
            {
                return null;
            }

            if (!await connection.MayChangeInAsync(now.FolderId, request.Actor, cancellationToken))
            {
                return new DetailsSaved.Closed();
            }

            if (now.DetailsVersion != request.Details.Version)
            {
                var folders = await mediator.Send(new ListFolders(request.Actor.UserId), cancellationToken);
                return new DetailsSaved.ChangedMeanwhile(new DetailsNow(
                    now.DetailsVersion, now.Name, now.Description,
                    folders.FirstOrDefault(folder => folder.Id == now.FolderId)?.Path ?? ""));
            }

            if (!await connection.MayChangeInAsync(request.Details.FolderId, request.Actor, cancellationToken))
            {
                throw ListDetailsValidator.FolderClosed();
            }

            await connection.RunAsync(
                """
                update customer_lists
                set name = @name, description = @description, folder_id = @FolderId, details_version = details_version + 1
                where id = @Id
                """,
                new
                {
                    request.Id,
                    request.Details.FolderId,
                    name = request.Details.Name.Trim(),
                    description = request.Details.Description.Trim(),
                },
                cancellationToken);
            await audit.WriteAsync(
                connection, request.Actor, "customer_list.renamed", "customer_list", request.Id, request.Details, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return new DetailsSaved.Done(request.Id);
        }
        catch (PostgresException e) when (ListDetailsValidator.From(e) is { } refused)
        {
            throw refused;
        }
    }
}
