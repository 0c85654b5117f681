using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Database;
using CustomerListSchedules.Infrastructure.Identity;
using MediatR;
using Microsoft.AspNetCore.Identity;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.SetUp.SampleData;

/// <summary>
/// Fills an empty database with a believable venue: customers and their history, three lists, schedules and accounts.
/// Answers false, and changes nothing, when there is customer data or a list already. Sent under the migration lock.
/// </summary>
/// <param name="Customers">How many, 1 to 1,000,000.</param>
public sealed record LoadSampleData(int Customers) : IRequest<bool>
{
    public const int MostCustomers = 1_000_000;

    /// <summary>
    /// The request that the configuration asks for: outside Production, unless <c>SampleData=false</c>; null for none.
    /// </summary>
    public static LoadSampleData? From(IConfiguration configuration, IHostEnvironment environment) =>
        !environment.IsProduction() && (!bool.TryParse(configuration["SampleData"], out var load) || load)
            ? new LoadSampleData(configuration.GetValue("SampleData:Customers", 5_000))
            : null;
}

internal sealed class LoadSampleDataHandler(
    NpgsqlDataSource dataSource, UserManager<User> users, SamplePasswords passwords, VenueReader venueReader, IClock clock)
    : IRequestHandler<LoadSampleData, bool>
{
    private const string NumberedSql =
        """
        select setval(pg_get_serial_sequence('crm.customers', 'id'), (select max(id) from crm.customers)),
          setval(pg_get_serial_sequence('crm.events', 'id'), (select max(id) from crm.events)),
          setval(pg_get_serial_sequence('crm.event_tags', 'id'), (select max(id) from crm.event_tags)),
          setval(pg_get_serial_sequence('crm.event_instances', 'id'), (select max(id) from crm.event_instances)),
          setval(pg_get_serial_sequence('crm.bookings', 'id'), (select max(id) from crm.bookings)),
          setval(pg_get_serial_sequence('crm.donations', 'id'), (select max(id) from crm.donations)),
          setval(pg_get_serial_sequence('crm.memberships', 'id'), coalesce((select max(id) from crm.memberships), 1)),
          setval(pg_get_serial_sequence('crm.mailings_received', 'id'), coalesce((select max(id) from crm.mailings_received), 1)),
          setval(pg_get_serial_sequence('crm.tags', 'id'), (select max(id) from crm.tags)),
          setval(pg_get_serial_sequence('crm.contact_preferences', 'id'), (select max(id) from crm.contact_preferences))
        """;

    public async Task<bool> Handle(LoadSampleData request, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(request.Customers, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(request.Customers, LoadSampleData.MostCustomers);
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        if (await connection.ScalarAsync<bool>(
            "select exists (select from crm.customers) or exists (select from crm.events) or exists (select from customer_lists) "
            + "or exists (select from schedules)",
            cancellationToken))
        {
            return false;
        }

        var now = clock.GetCurrentInstant();
        var zone = (await venueReader.ReadAsync(cancellationToken)).Zone;
        var accounts = await SampleAccounts.EnsureAsync(users, passwords, now.ToDateTimeOffset());
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        SampleHistory.Write(connection, request.Customers, now, zone);
        await connection.RunAsync(NumberedSql, cancellationToken);
        var owner = accounts[SampleSignIns.Staff.Email];
        var lists = await SampleLists.WriteAsync(connection, owner, now, cancellationToken);
        await new SampleSchedules(connection, lists, accounts, zone, clock.GetCurrentInstant()).WriteAsync(cancellationToken);
        var administrator = accounts[SampleSignIns.Administrator.Email];
        await new SampleOffice(connection, administrator, now).WriteAsync(request.Customers, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await connection.RunAsync(
            "insert into crm.data_loads (source, as_of, loaded_at) values ('Sample data', @now, @now)",
            new { now = clock.GetCurrentInstant() },
            cancellationToken);
        await connection.RunAsync(SampleHistory.Analyzed, cancellationToken, Timeout.InfiniteTimeSpan);
        return true;
    }
}
