using CustomerListSchedules.Features.BuildCustomerList.Explorer;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Database;
using FluentValidation;
using FluentValidation.Results;
using MediatR;
using Npgsql;

namespace CustomerListSchedules.Features.BuildCustomerList.Folders;

/// <summary>A folder's name, the folder that it is in, and who may change its lists.</summary>
public sealed class FolderDetails
{
    public string Name { get; set; } = "";

    public long? ParentId { get; set; }

    /// <summary>Of <see cref="FolderRight"/>; null leaves it as it is, and a new folder as the one above.</summary>
    public string? Right { get; set; }

    /// <summary>The version that the form was filled from.</summary>
    public int Version { get; set; }
}

/// <summary>Adds a folder, or with an id renames and moves one, unless somebody else did since the form was filled.</summary>
public sealed record SaveFolder(long? Id, FolderDetails Details, Actor Actor) : IRequest<DetailsSaved?>;

internal sealed class SaveFolderHandler(NpgsqlDataSource dataSource, IMediator mediator, AuditLog audit) :
    IRequestHandler<SaveFolder, DetailsSaved?>
{
    private const string BelowSql =
        """
        with recursive below as (
          select id from customer_list_folders where id = @id
          union all
          select f.id from customer_list_folders f join below on f.parent_id = below.id)
        select exists (select from below where id = @parentId)
        """;

    private const string InsertSql =
        "insert into customer_list_folders (parent_id, name, may_change) values (@ParentId, @name, @right) returning id";

    private const string UpdateSql =
        """
        update customer_list_folders set parent_id = @ParentId, name = @name, may_change = @right, version = version + 1
        where id = @Id
        returning id
        """;

    public async Task<DetailsSaved?> Handle(SaveFolder request, CancellationToken cancellationToken)
    {
        var name = request.Details.Name.Trim();
        if (!Names.IsVisible(name) || name.Length > 100)
        {
            throw Refused(nameof(FolderDetails.Name), !Names.IsVisible(name) ? "Give the folder a name." : "Use at most 100 characters.");
        }

        if (request.Details.Right is { } chosen && !FolderRight.IsKnown(chosen))
        {
            throw Refused(nameof(FolderDetails.Right), "Choose one of the values offered.");
        }

        try
        {
            await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            // Two folders moved into each other at once would vanish from the tree.
            await connection.RunAsync("lock table customer_list_folders in share row exclusive mode", cancellationToken);
            Folder? now = null;
            if (request.Id is { } changed)
            {
                now = (await mediator.Send(new ListFolders(request.Actor.UserId), cancellationToken))
                    .FirstOrDefault(folder => folder.Id == changed);
                if (now is null)
                {
                    return null;
                }

                if (await RefusedAsync(connection, now, request, cancellationToken) is { } refused)
                {
                    return refused;
                }
            }

            if (!await connection.MayChangeInAsync(request.Details.ParentId, request.Actor, cancellationToken))
            {
                throw Refused(nameof(FolderDetails.ParentId), $"{FolderRight.Closed}. Choose another.");
            }

            var before = now?.Right ?? FolderRight.Inherited;
            var right = request.Details.Right ?? before;
            if (right != before && !await connection.IsAdministratorAsync(request.Actor, cancellationToken))
            {
                throw Refused(nameof(FolderDetails.Right), "Only administrators say who may change the lists of a folder.");
            }

            var saved = await connection.ScalarAsync<long>(
                now is null ? InsertSql : UpdateSql, new { request.Id, request.Details.ParentId, name, right }, cancellationToken);
            object details = right == before
                ? new { name }
                : new { name, mayChange = FolderRight.Words(right), before = FolderRight.Words(before) };
            await audit.WriteAsync(
                connection, request.Actor, now is null ? "folder.created" : "folder.changed", "folder", saved, details, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return new DetailsSaved.Done(saved);
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

    private static async Task<DetailsSaved?> RefusedAsync(
        NpgsqlConnection connection, Folder now, SaveFolder request, CancellationToken cancellationToken)
    {
        if (!now.MayBeChanged)
        {
            return new DetailsSaved.Closed();
        }

        if (now.Version != request.Details.Version)
        {
            return new DetailsSaved.ChangedMeanwhile(new DetailsNow(
                now.Version, now.Name, null,
                now.Path.Length == now.Name.Length ? "" : now.Path[..^(now.Name.Length + Folder.Separator.Length)],
                now.Right == FolderRight.Inherited ? null : FolderRight.Words(now.Right)));
        }

        return await connection.ScalarAsync<bool>(BelowSql, new { now.Id, request.Details.ParentId }, cancellationToken)
            ? throw Refused(nameof(FolderDetails.ParentId), "A folder cannot be moved into itself.")
            : null;
    }

    private static ValidationException Refused(string field, string message) => new([new ValidationFailure(field, message)]);
}
