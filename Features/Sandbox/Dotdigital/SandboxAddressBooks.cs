using System.Text.Json;
using CustomerListSchedules.Infrastructure.Database;
using Npgsql;

namespace CustomerListSchedules.Features.Sandbox.Dotdigital;

internal sealed class SandboxAddressBooks(NpgsqlDataSource dataSource)
{
    public async Task<SandboxAnswer> ListAsync(int select, int skip)
    {
        await using var connection = await dataSource.OpenConnectionAsync();
        return new SandboxAnswer(200, await connection.ReadAllAsync<Book>(
            """
            select b.id, b.name, b.visibility, (select count(*) from sandbox.dotdigital_contacts c where c.address_book_id = b.id)
              as contacts
            from sandbox.dotdigital_address_books b where b.visibility = 'Private' order by b.id limit @select offset @skip
            """,
            new { select, skip },
            CancellationToken.None));
    }

    public async Task<SandboxAnswer> CreateAsync(JsonElement body)
    {
        var name = body.TryGetProperty("name", out var given) ? given.GetString() ?? "" : "";
        var visibility = body.TryGetProperty("visibility", out var seen) ? seen.GetString() ?? "Private" : "Private";
        if (name.Length is 0 or > 128 || name is "Test" or "All Contacts")
        {
            return SandboxAnswer.Refused(400, "Error:", "ERROR_ADDRESSBOOK_INVALID");
        }

        await using var connection = await dataSource.OpenConnectionAsync();
        if (await connection.ScalarAsync<bool>(
            "select (select count(*) from sandbox.dotdigital_address_books) >= address_books from sandbox.dotdigital_settings",
            CancellationToken.None))
        {
            return SandboxAnswer.Refused(400, "Error:", "ERROR_ADDRESSBOOK_LIMITEXCEEDED");
        }

        var id = await connection.ScalarAsync<long?>(
            "insert into sandbox.dotdigital_address_books (name, visibility) values (@name, @visibility) "
            + "on conflict do nothing returning id",
            new { name, visibility },
            CancellationToken.None);
        return id is null
            ? SandboxAnswer.Refused(400, "That name is in use already, please choose another.", "ERROR_ADDRESSBOOK_DUPLICATE")
            : new SandboxAnswer(201, new Book(id.Value, name, visibility, 0));
    }

    public async Task<SandboxAnswer> DeleteAsync(long id)
    {
        await using var connection = await dataSource.OpenConnectionAsync();
        var deleted = await connection.RunAsync(
            "delete from sandbox.dotdigital_address_books where id = @id", new { id }, CancellationToken.None);
        return deleted == 0 ? SandboxAnswer.AddressBookNotFound : new SandboxAnswer(204);
    }

    private sealed record Book(long Id, string Name, string Visibility, long Contacts);
}
