using CustomerListSchedules.Features.BuildCustomerList.Builder;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Database;
using MediatR;
using Npgsql;

namespace CustomerListSchedules.Features.ReviewMailings;

/// <summary>Adds a Mailing Category (no id) or renames one, in the Customer Lists and segments that ask for it as well.</summary>
public sealed record SaveCategory(long? Id, string Name, int Version, Actor Actor) : IRequest<CategorySaved>;

public abstract record CategorySaved
{
    /// <param name="Following">The Customer Lists and segments that ask for both names from now on.</param>
    public sealed record Done(IReadOnlyList<string> Following) : CategorySaved
    {
        private const int Named = 5;

        /// <summary>In one sentence, or nothing: there may be very many.</summary>
        public string FollowingWords => Following.Count switch
        {
            0 => "",
            1 => $" {Following[0]} asks for both names now.",
            <= Named => $" {string.Join(", ", Following.SkipLast(1))} and {Following[^1]} ask for both names now.",
            _ => $" {string.Join(", ", Following.Take(Named))} and {Following.Count - Named} more ask for both names now.",
        };
    }

    /// <param name="Why">In words for a person.</param>
    public sealed record Refused(string Why) : CategorySaved;
}

internal sealed class SaveCategoryHandler(NpgsqlDataSource dataSource, AuditLog audit) : IRequestHandler<SaveCategory, CategorySaved>
{
    private const string AddSql = "insert into mailing_categories (name) values (@name) returning id";

    private const string FormerSql = "select name from mailing_categories where id = @id for update";

    private const string RenameSql =
        "update mailing_categories set name = @name, version = version + 1 where id = @id and version = @version returning id";

    public async Task<CategorySaved> Handle(SaveCategory request, CancellationToken cancellationToken)
    {
        var name = request.Name.Trim();
        if (!Names.IsVisible(name) || !Names.IsOneLine(name))
        {
            return new CategorySaved.Refused("Enter a name of one line.");
        }

        if (name.Length > 100)
        {
            return new CategorySaved.Refused("A name has at most 100 characters.");
        }

        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        try
        {
            var former = await connection.ScalarAsync<string?>(FormerSql, new { request.Id }, cancellationToken);
            var saved = await connection.ScalarAsync<long?>(
                request.Id is null ? AddSql : RenameSql, new { request.Id, name, request.Version }, cancellationToken);
            if (saved is null)
            {
                return new CategorySaved.Refused(
                    "Somebody else changed this category meanwhile. Open this page again to see it as it is now.");
            }

            var following = former is null
                ? []
                : await FollowRenamedCategory.ExecuteAsync(connection, audit, request.Actor, former, name, cancellationToken);
            await audit.WriteAsync(
                connection, request.Actor, request.Id is null ? "mailing_category.added" : "mailing_category.renamed", "mailing_category",
                saved,
                new { name, former, following }, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return new CategorySaved.Done(following);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return new CategorySaved.Refused($"There is a category “{name}” already; it may be retired.");
        }
    }
}
