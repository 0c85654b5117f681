using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Database;
using FluentValidation;
using FluentValidation.Results;
using MediatR;
using Npgsql;

namespace CustomerListSchedules.Features.BuildCustomerList.Explorer;

/// <summary>A folder's name and the folder that it is in.</summary>
public sealed class FolderDetails
{
    public string Name { get; set; } = "";

    public long? ParentId { get; set; }

    /// <summary>The version that the form was filled from.</summary>
    public int Version { get; set; }
}

/// <summary>Adds a folder, or with an id renames and moves one, unless somebody else did since the form was filled.</summary>
public sealed record SaveFolder(long? Id, FolderDetails Details, Actor Actor) : IRequest<DetailsSaved?>;

/// <summary>Deletes an empty folder; false when it holds something, or is gone.</summary>
public sealed record DeleteFolder(long Id, Actor Actor) : IRequest<bool>;

internal sealed class SaveFolderHandler(NpgsqlDataSource dataSource, IMediator mediator, AuditLog audit) :
    IRequestHandler<SaveFolder, DetailsSaved?>, IRequestHandler<DeleteFolder, bool>
{
    private const string BelowSql =
        """
        with recursive below as (
          select id from customer_list_folders where id = @id
          union all
          select f.id from customer_list_folders f join below on f.parent_id = below.id)
        select exists (select from below where id = @parentId)
        """;

    public async Task<DetailsSaved?> Handle(SaveFolder request, CancellationToken cancellationToken)
    {
        var name = request.Details.Name.Trim();
        if (!Names.IsVisible(name) || name.Length > 100)
        {
            throw Refused(nameof(FolderDetails.Name), !Names.IsVisible(name) ? "Give the folder a name." : "Use at most 100 characters.");
        }

        try
        {
            await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            // Two folders moved into each other at once would vanish from the tree.
            await connection.RunAsync("lock table customer_list_folders in share row exclusive mode", cancellationToken);
            if (request.Id is { } changed
                && (await mediator.Send(new ListFolders(), cancellationToken)).FirstOrDefault(folder => folder.Id == changed) is { } now
                && now.Version != request.Details.Version)
            {
                return new DetailsSaved.ChangedMeanwhile(new DetailsNow(
                    now.Version, now.Name, null,
                    now.Path.Length == now.Name.Length ? "" : now.Path[..^(now.Name.Length + Folder.Separator.Length)]));
            }

            if (request.Id is { } id
                && await connection.ScalarAsync<bool>(BelowSql, new { id, request.Details.ParentId }, cancellationToken))
            {
                throw Refused(nameof(FolderDetails.ParentId), "A folder cannot be moved into itself.");
            }

            var saved = await connection.ScalarAsync<long?>(
                request.Id is null
                    ? "insert into customer_list_folders (parent_id, name) values (@ParentId, @name) returning id"
                    : "update customer_list_folders set parent_id = @ParentId, name = @name, version = version + 1 "
                    + "where id = @Id returning id",
                new { request.Id, request.Details.ParentId, name },
                cancellationToken);
            if (saved is null)
            {
                return null;
            }

            await audit.WriteAsync(
                connection, request.Actor, request.Id is null ? "folder.created" : "folder.changed", "folder", saved, new { name },
                cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return new DetailsSaved.Done(saved.Value);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            throw Refused(nameof(FolderDetails.Name), "There is a folder of this name here already.");
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.ForeignKeyViolation)
        {
            throw Refused(nameof(FolderDetails.ParentId), "This folder was deleted. Choose another.");
        }
    }

    public async Task<bool> Handle(DeleteFolder request, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            var name = await connection.ScalarAsync<string?>(
                "delete from customer_list_folders where id = @Id returning name", new { request.Id }, cancellationToken);
            if (name is not null)
            {
                await audit.WriteAsync(connection, request.Actor, "folder.deleted", "folder", request.Id, new { name }, cancellationToken);
                await transaction.CommitAsync(cancellationToken);
            }

            return name is not null;
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.ForeignKeyViolation or "23001")
        {
            return false;
        }
    }

    private static ValidationException Refused(string field, string message) => new([new ValidationFailure(field, message)]);
}
