using CustomerListSchedules.EndToEnd.DeliverSchedule;
using CustomerListSchedules.EndToEnd.Harness;
using CustomerListSchedules.Features.SetUp.SampleData;
using Npgsql;

namespace CustomerListSchedules.EndToEnd.Look;

/// <summary>The application at one and the same moment, on a database that a picture's state is written into.</summary>
internal sealed class Venue : IAsyncDisposable
{
    // Ten seconds before the sample's first delivery is due: a Thursday in term, when the morning's runs are done.
    private static readonly DateTimeOffset Moment = new(2026, 12, 3, 15, 39, 50, TimeSpan.Zero);

    private readonly PostgresServer server;
    private readonly string connectionString;

    private Venue(PostgresServer server, string connectionString, ApplicationProcess application)
    {
        this.server = server;
        this.connectionString = connectionString;
        Application = application;
    }

    public ApplicationProcess Application { get; }

    public static async Task<Venue> OpenAsync(bool sample = true)
    {
        var server = new PostgresServer();
        await server.InitializeAsync();
        var database = await server.CreateEmptyDatabaseAsync();
        var application = await ApplicationProcess.StartAsync(
            null, $"--ConnectionStrings:Default={database}", $"--SampleData={sample}",
            $"--Clock:Shift={Moment - TimeProvider.System.GetUtcNow():c}");
        return new Venue(server, database, application);
    }

    public async Task DoAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Somebody who is signed in, and past the sample's first delivery.</summary>
    public async Task<Visitor> SignInAsync(BrowserFixture browser, SampleSignIn account)
    {
        var visitor = await browser.VisitAsync(Application);
        await visitor.GoToAsync("/sign-in");
        await new SignInPage(visitor).SignInAsync(account.Email, account.Password);
        return visitor;
    }

    public async ValueTask DisposeAsync()
    {
        await Application.DisposeAsync();
        await server.DisposeAsync();
    }
}
