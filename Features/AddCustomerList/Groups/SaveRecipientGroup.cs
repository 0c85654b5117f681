using CustomerListSchedules.Features.AddCustomerList.Recipients;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Database;
using FluentValidation;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.AddCustomerList.Groups;

/// <summary>
/// Makes a group of addresses, or changes one unless somebody else did since the form was opened. No schedule changes with it.
/// </summary>
/// <param name="Id">The group; null for a new one.</param>
/// <param name="EmailTo">Its addresses, as typed.</param>
/// <param name="Version">The version that the form was filled from.</param>
public sealed record SaveRecipientGroup(long? Id, string Name, string EmailTo, int Version, Actor Actor) : IRequest<RecipientGroupSaved?>
{
    public string Name { get; } = Name.Trim();
}

internal sealed class SaveRecipientGroupValidator : AbstractValidator<SaveRecipientGroup>
{
    public SaveRecipientGroupValidator()
    {
        RuleFor(group => group.Name)
            .Must(Names.IsVisible).WithMessage("Give the group a name.")
            .Must(Names.IsOneLine).WithMessage(Names.NotOneLine)
            .MaximumLength(RecipientGroup.LongestName).WithMessage("Use at most 100 characters.");
        RuleFor(group => group.EmailTo).Custom((typed, context) =>
        {
            var (found, problems) = Addresses.Parse(typed);
            foreach (var problem in problems.Count == 0 && found.Count == 0 ? ["Enter the addresses of the group first."] : problems)
            {
                context.AddFailure(problem);
            }
        });
    }
}

internal sealed class SaveRecipientGroupHandler(NpgsqlDataSource dataSource, AuditLog audit, IClock clock)
    : IRequestHandler<SaveRecipientGroup, RecipientGroupSaved?>
{
    private const string StoredSql = $"select {RecipientGroup.Columns} from recipient_groups where id = @Id for update";

    private const string InsertSql =
        "insert into recipient_groups (name, addresses, created_at) values (@Name, @addresses, @now) returning id";

    private const string UpdateSql =
        "update recipient_groups set name = @Name, addresses = @addresses, version = version + 1 where id = @Id returning id";

    public async Task<RecipientGroupSaved?> Handle(SaveRecipientGroup request, CancellationToken cancellationToken)
    {
        var addresses = Addresses.Parse(request.EmailTo).Found.ToArray();
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var stored = await connection.ReadOneAsync<RecipientGroup>(StoredSql, new { request.Id }, cancellationToken);
        if (request.Id is not null && stored is null)
        {
            return null;
        }

        if (stored is not null && stored.Name == request.Name && stored.Addresses.SequenceEqual(addresses))
        {
            return new RecipientGroupSaved.Done(stored.Id, stored.Name);
        }

        if (stored is not null && stored.Version != request.Version)
        {
            return new RecipientGroupSaved.ChangedMeanwhile(stored);
        }

        try
        {
            var id = await connection.ScalarAsync<long>(
                stored is null ? InsertSql : UpdateSql, new { request.Id, request.Name, addresses, now = clock.GetCurrentInstant() },
                cancellationToken);
            string[] before = stored?.Addresses ?? [];
            await audit.WriteAsync(
                connection, request.Actor, stored is null ? "recipient_group.created" : "recipient_group.changed", "recipient_group", id,
                new { name = request.Name, addressesAdded = addresses.Except(before), addressesTakenOff = before.Except(addresses) },
                cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return new RecipientGroupSaved.Done(id, request.Name);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return new RecipientGroupSaved.NameTaken();
        }
    }
}
