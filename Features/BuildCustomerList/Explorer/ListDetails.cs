using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Database;
using FluentValidation;
using FluentValidation.Results;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.BuildCustomerList.Explorer;

/// <summary>A list's name, description and folder, as typed.</summary>
public sealed class ListDetails
{
    public string Name { get; set; } = "";

    public string Description { get; set; } = "";

    public long? FolderId { get; set; }

    /// <summary>The version that the form was filled from.</summary>
    public int Version { get; set; }
}

internal sealed class ListDetailsValidator : AbstractValidator<ListDetails>
{
    public ListDetailsValidator()
    {
        RuleFor(details => details.Name).Must(Names.IsVisible).WithMessage("Give the list a name.");
        RuleFor(details => details.Name).Must(Names.IsOneLine).WithMessage("A name is one line.");
        RuleFor(details => details.Name).MaximumLength(200).WithMessage("Use at most 200 characters.");
        RuleFor(details => details.Description).MaximumLength(2000).WithMessage("Use at most 2,000 characters.");
    }

    /// <summary>What the database refused, beside the field that it is about; null for anything else.</summary>
    public static ValidationException? From(PostgresException e) => e.ConstraintName switch
    {
        "customer_lists_name" => new([new ValidationFailure(nameof(ListDetails.Name), "There is a customer list of this name already.")]),
        "customer_lists_folder_id_fkey" => new([new ValidationFailure(nameof(ListDetails.FolderId), "This folder was deleted. Choose another.")]),
        _ => null,
    };
}

/// <summary>Adds a list of everyone, with the columns of the Output Template; gives its id.</summary>
public sealed record AddCustomerListToExplorer(ListDetails Details, Actor Actor) : IRequest<long>;

/// <summary>Renames, describes, moves, unless somebody else did since the form was filled.</summary>
public sealed record ChangeListDetails(long Id, ListDetails Details, Actor Actor) : IRequest<DetailsSaved?>;

/// <summary>Copies a list beside itself; gives the copy's id, null when there is no such list.</summary>
public sealed record CopyCustomerList(long Id, Actor Actor) : IRequest<long?>;

internal sealed class AddCustomerListToExplorerHandler(NpgsqlDataSource dataSource, AuditLog audit, IClock clock) : IRequestHandler<AddCustomerListToExplorer, long>
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
            await audit.WriteAsync(connection, request.Actor, "customer_list.created", "customer_list", id, new { request.Details.Name }, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return id;
        }
        catch (PostgresException e) when (ListDetailsValidator.From(e) is { } refused)
        {
            throw refused;
        }
    }
}

internal sealed class ChangeListDetailsHandler(NpgsqlDataSource dataSource, IMediator mediator, AuditLog audit) : IRequestHandler<ChangeListDetails, DetailsSaved?>
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

            if (now.DetailsVersion != request.Details.Version)
            {
                var folders = await mediator.Send(new ListFolders(), cancellationToken);
                return new DetailsSaved.ChangedMeanwhile(new DetailsNow(
                    now.DetailsVersion, now.Name, now.Description, folders.FirstOrDefault(folder => folder.Id == now.FolderId)?.Path ?? ""));
            }

            await connection.RunAsync(
                """
                update customer_lists
                set name = @name, description = @description, folder_id = @FolderId, details_version = details_version + 1
                where id = @Id
                """,
                new { request.Id, request.Details.FolderId, name = request.Details.Name.Trim(), description = request.Details.Description.Trim() },
                cancellationToken);
            await audit.WriteAsync(connection, request.Actor, "customer_list.renamed", "customer_list", request.Id, request.Details, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return new DetailsSaved.Done(request.Id);
        }
        catch (PostgresException e) when (ListDetailsValidator.From(e) is { } refused)
        {
            throw refused;
        }
    }
}

internal sealed class CopyCustomerListHandler(NpgsqlDataSource dataSource, AuditLog audit, IClock clock) : IRequestHandler<CopyCustomerList, long?>
{
    // "Name (copy)", "Name (copy 2)", …: the first that is free.
    private const string CopySql =
        """
        insert into customer_lists (folder_id, name, description, definition, output_columns, sort_by, owner_id, created_at)
        select l.folder_id, (
            select free.name
            from generate_series(1, 1000) n
            cross join lateral (select left(l.name, 185) || case when n = 1 then ' (copy)' else format(' (copy %s)', n) end as name) free
            where not exists (select from customer_lists other where lower(other.name) = lower(free.name) and other.deleted_at is null)
            order by n
            limit 1),
          l.description, l.definition, l.output_columns, l.sort_by, @owner, @now
        from customer_lists l
        where l.id = @Id and l.deleted_at is null
        returning id
        """;

    public async Task<long?> Handle(CopyCustomerList request, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var id = await connection.ScalarAsync<long?>(
            CopySql, new { request.Id, owner = request.Actor.UserId, now = clock.GetCurrentInstant() }, cancellationToken);
        if (id is not null)
        {
            await audit.WriteAsync(connection, request.Actor, "customer_list.created", "customer_list", id, new { copyOf = request.Id }, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        return id;
    }
}
