using System.Net;
using CustomerListSchedules.Features.EraseCustomer;
using CustomerListSchedules.Features.ImportData.Holding;
using CustomerListSchedules.Features.ImportData;
using CustomerListSchedules.Features.ImportData.Reading;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Files;
using CustomerListSchedules.Infrastructure.Files.Members;
using CustomerListSchedules.Integration.ImportData;
using Dapper;
using Microsoft.Extensions.DependencyInjection;

namespace CustomerListSchedules.Integration.EraseCustomer;

/// <summary>A person who is erased is gone everywhere, and does not come back unsaid.</summary>
public sealed class EraseCustomerTests(ImportWorld world) : IClassFixture<ImportWorld>
{
    [Fact]
    public async Task Erasing_takes_typing_the_reference_and_removes_all_that_there_is()
    {
        var id = await CustomerAsync("R1", "Ada", "ada@example.org");
        await world.ImportAsync("tags", "Customer,Tag\nR1,Friend\n");
        await world.ExecuteAsync(
            $"insert into crm.donations (external_reference, customer_id, fund, donated_at, amount) "
            + $"values ('RD1', {id}, 'Roof', now(), 5)");
        var user = await world.Application.CreateUserAsync(null, Roles.Administrator);
        await using (var connection = await world.Application.Database.DataSource.OpenConnectionAsync(
            TestContext.Current.CancellationToken))
        {
            await connection.ExecuteAsync(
                """
                insert into list_counts (id, user_id, state, total, preview, started_at, alive_at)
                values (gen_random_uuid(), @Id, 'done', 1, '{"labels": ["Name"], "rows": [["Ada"]]}', now(), now())
                """,
                user);
        }

        var client = await world.Application.SignInAsAsync(user.Email!);
        var page = await client.PageAsync($"/import/erase-customer/{id}");
        Assert.Contains("1 donation, 1 tag", page.Body!.TextContent, StringComparison.Ordinal);
        var refused = await client.SubmitAsync(page, $"/import/erase-customer/{id}", new() { ["Typed"] = "r1" }, "#erase");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Equal(1, await world.ScalarAsync<long>($"select count(*) from crm.customers where id = {id}"));

        var erased = await client.SubmitAsync(page, $"/import/erase-customer/{id}", new() { ["Typed"] = "R1" }, "#erase");
        Assert.Equal(HttpStatusCode.SeeOther, erased.StatusCode);
        Assert.Equal(
            0,
            await world.ScalarAsync<long>(
                $"select (select count(*) from crm.customers where id = {id}) + (select count(*) from crm.donations "
                + $"where customer_id = {id}) + (select count(*) from crm.customer_tags where customer_id = {id}) + (select count(*) "
                + $"from list_counts)"));
        var after = await client.PageAsync($"/import/erase-customer/{id}");
        Assert.Contains("was erased", after.QuerySelector("h1")!.TextContent, StringComparison.Ordinal);
        var audit = await world.ScalarAsync<string>(
            $"select details::text from audit where action = 'customer.erased' and subject_id = '{id}'");
        Assert.DoesNotContain("Ada", audit, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("R1", audit, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Other_records_with_the_same_address_or_telephone_are_named_and_stay()
    {
        var id = await CustomerAsync("O1", "Olive", "Olive.Same@example.org");
        await CustomerAsync("O2", "Oliver", "olive.same@example.org");
        await CustomerAsync("O3", "Home", null);
        await CustomerAsync("O4", "Stranger", "olive@example.org");
        await world.ExecuteAsync(
            "update crm.customers set mobile = '07700 900123' where external_reference = 'O1'; "
            + "update crm.customers set phone = '+44 (0)7700-900123' where external_reference = 'O3'; "
            + "update crm.customers set phone = '07700 900124' where external_reference = 'O4'");
        var client = await world.Application.SignInAsync(Roles.Administrator);
        var page = await client.PageAsync($"/import/erase-customer/{id}");
        Assert.Equal(
            ["Home", "Oliver"], page.QuerySelectorAll("#others ~ ul a").Select(link => link.TextContent));
        await client.SubmitAsync(page, $"/import/erase-customer/{id}", new() { ["Typed"] = "O1" }, "#erase");
        Assert.Equal(3, await world.ScalarAsync<long>("select count(*) from crm.customers where external_reference ~ '^O[234]$'"));
    }

    [Fact]
    public async Task Names_of_import_files_that_say_who_was_erased_are_forgotten()
    {
        var id = await CustomerAsync("NAMED-77", "Nadia", "nadia.named@example.org");
        await world.ExecuteAsync("update crm.customers set last_name = 'Named' where external_reference = 'NAMED-77'");
        string[] names = ["named nadia 2026.csv", "Nadia.Named@example.org.csv", "of named-77.csv", "nadia.csv"];
        foreach (var name in names)
        {
            await world.ExecuteAsync(
                $$$"""
                with file as (
                  insert into stored_files (name, content_type, compressed, created_at, completed_at, deleted_at)
                  values ('{{{name}}}', 'text/csv', false, now(), now(), now()) returning id)
                insert into data_imports (kind, file_name, file_id, size_bytes, settings, state, outcome, who, created_at, next_attempt_at)
                select 'customers', '{{{name}}}', id, 1, '{"survey": {"columns": [{"date": "1990-02-03"}]}}', 'imported', '{}', 'x', now(),
                  now()
                from file
                """);
        }

        Assert.Equal(new EraseResult.Done(), await world.SendAsync(new ErasePerson(id, "NAMED-77", ImportWorld.Somebody)));
        Assert.Equal(
            ["nadia.csv"],
            await world.LinesAsync(
                "select file_name from data_imports where file_name ~* 'na(med|dia)' union select name from stored_files "
                + "where name ~* 'na(med|dia)'"));
        Assert.Equal(
            1, await world.ScalarAsync<long>("select count(*) from data_imports where settings::text like '%1990-02-03%'"));
    }

    [Fact]
    public async Task An_import_refuses_the_erased_and_says_so_until_an_administrator_allows_them()
    {
        var id = await CustomerAsync("B1", "Grace", null);
        Assert.Equal(new EraseResult.Done(), await world.SendAsync(new ErasePerson(id, "B1", ImportWorld.Somebody)));
        var outcome = await world.ImportAsync("customers", "External Reference,First Name\nB1,Grace\nB2,Mary\n");
        Assert.Equal((1, 1, Problems.Erased), (outcome.Added, outcome.Refused, Assert.Single(outcome.Refusals).Problem));

        var client = await world.Application.SignInAsync(Roles.Administrator);
        var wrong = await client.SubmitAsync("/import/erase-customer", new() { ["Reference"] = "nobody" }, "form[action$='=Allow']");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
        var allowed = await client.SubmitAsync("/import/erase-customer", new() { ["Reference"] = " B1 " }, "form[action$='=Allow']");
        Assert.Equal(HttpStatusCode.SeeOther, allowed.StatusCode);
        Assert.Equal(1, (await world.ImportAsync("customers", "External Reference,First Name\nB1,Grace\n")).Added);
    }

    [Fact]
    public async Task Files_on_their_way_in_that_hold_the_person_are_named_and_deleted_and_others_are_not()
    {
        var id = await CustomerAsync("F1", "Mary", "Mary@Example.org");
        var holds = await world.UploadAsync("customers", "External Reference,First Name\nF2,Other\nF1,Mary\n", name: "holds.csv");
        var byMail = await world.UploadAsync("customers", "External Reference,Email\nF9,mary@example.org\n", name: "by-mail.csv");
        var other = await world.UploadAsync("customers", "External Reference,First Name\nF2,F1\n", name: "other.csv");
        var refused = await world.StartAsync(await world.CheckAsync(await world.UploadAsync(
            "donations", "External Reference,Customer Reference,Fund,Donated,Amount\nX,F1,Roof,never,1\n")));

        var erasure = (await world.SendAsync(new GetErasure(id)))!;
        Assert.Equal(
            new HashSet<long> { holds.FileId, byMail.FileId, refused.RefusedFileId!.Value },
            erasure.Imports.Select(file => file.FileId).ToHashSet());
        Assert.Equal(new EraseResult.Done(), await world.SendAsync(new ErasePerson(id, "F1", ImportWorld.Somebody)));
        Assert.False((await world.FindAsync(holds.Id)).HasFile);
        Assert.False((await world.FindAsync(byMail.Id)).HasFile);
        Assert.True((await world.FindAsync(other.Id)).HasFile);
        Assert.True((await world.FindAsync(refused.Id)).RefusedGone);
    }

    [Theory]
    [InlineData("G1", "grace@example.org", "\"X,G1,Roof,2026-01-01,1")] // The reference only in a garbled cell.
    [InlineData("G2", "grace@example.org", "X,\"G2,Roof,2026-01-01,1")]
    [InlineData("G3", "grace@example.org", "X,someone,\"Roof for Grace@Example.org,2026-01-01,1")]
    [InlineData("-G4a", null, "X,-G4a,Roof,never,1")] // Guarded against formulas.
    [InlineData("G\"5", null, "\"X,\"G\"\"5\",Roof,2026-01-01,1")]
    public async Task A_file_of_refused_rows_is_deleted_wherever_in_it_the_person_stands(string reference, string? email, string row)
    {
        var id = await CustomerAsync(reference.Replace("\"", "", StringComparison.Ordinal), "Grace", email);
        await world.ExecuteAsync($"update crm.customers set external_reference = '{reference}' where id = {id}");
        var refused = await world.StartAsync(await world.CheckAsync(await world.UploadAsync(
            "donations", $"External Reference,Customer Reference,Fund,Donated,Amount\n{row}\n")));
        var others = await world.StartAsync(await world.CheckAsync(await world.UploadAsync(
            "donations",
            $"External Reference,Customer Reference,Fund,Donated,Amount\n{WithoutGrace(row, reference)}\n")));

        Assert.Equal(new EraseResult.Done(), await world.SendAsync(new ErasePerson(id, reference, ImportWorld.Somebody)));

        Assert.True((await world.FindAsync(refused.Id)).RefusedGone);
        Assert.False((await world.FindAsync(others.Id)).RefusedGone);
    }

    [Fact]
    public async Task Files_on_their_way_in_that_hold_the_person_are_where_their_data_went_and_who_collected_them_too()
    {
        var id = await CustomerAsync("T1", "Ruth", null);
        await world.UploadAsync("customers", "External Reference,First Name\nT1,Ruth\n", name: "uploaded.csv");
        await world.UploadAsync("customers", "External Reference,First Name\nT2,T1\n", name: "of-others.csv");
        var refused = await world.StartAsync(await world.CheckAsync(await world.UploadAsync(
            "donations", "External Reference,Customer Reference,Fund,Donated,Amount\nX,T1,Roof,never,1\n", name: "gifts.csv")));
        var user = await world.Application.CreateUserAsync(null, Roles.Administrator);
        var client = await world.Application.SignInAsAsync(user.Email!);
        using var download = await client.GetAsync($"/import/{refused.Id}?handler=Refused", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, download.StatusCode);

        var rows = (await client.PageAsync($"/audit/customer-data/{id}")).QuerySelectorAll("#imports tbody tr")
            .Select(row => row.TextContent).ToList();

        Assert.Equal(2, rows.Count);
        Assert.Contains(
            rows, row => row.Contains("uploaded.csv", StringComparison.Ordinal) && row.Contains("nobody", StringComparison.Ordinal));
        Assert.Contains(
            rows,
            row => row.Contains(refused.RefusedFileName!, StringComparison.Ordinal) && row.Contains(user.Email!, StringComparison.Ordinal));
        Assert.Equal(
            "2",
            await world.ScalarAsync<string>(
                $"select details->>'imports' from audit where action = 'customer.traced' and subject_id = '{id}'"));
    }

    [Fact]
    public async Task Files_on_their_way_in_are_read_as_an_import_would_read_them()
    {
        var id = await CustomerAsync("RR1", "Ruth", "ruth.read@example.org");
        await world.UploadAsync("customers", $"Customer ID,First Name\n{id},Ruth\n", name: "number.csv");
        await world.UploadAsync("customers", "External Reference,First Name\nR\u200BR1,Ruth\n", name: "unseen.csv");
        await world.UploadAsync("customers", "External Reference,First Name\n=\"RR1\",Ruth\n", name: "kept.csv");
        await world.UploadAsync("tags", "Email,Tag Name\nmailto:Ruth.Read@example.org,Friend\n", name: "address.csv");
        await world.UploadAsync("customers", $"External Reference,First Name\n{id},Another\n", name: "other.csv");

        var held = await world.SendAsync(new ListImportsHolding(id, "RR1", "ruth.read@example.org"));

        Assert.Equal(["number.csv", "unseen.csv", "kept.csv", "address.csv"], held.Select(file => file.FileName));
    }

    [Fact]
    public async Task Stored_files_that_hold_the_person_are_revoked_also_those_made_in_that_moment()
    {
        var id = await CustomerAsync("S1", "Zoe", null);
        var file = await FileOfAsync(id);
        Assert.True((await world.SendAsync(new GetErasure(id)))!.Files.Files.Single().Stored);
        Assert.Equal(new EraseResult.Done(), await world.SendAsync(new ErasePerson(id, "S1", ImportWorld.Somebody)));
        Assert.Equal(
            1,
            await world.ScalarAsync<long>(
                $"select count(*) from stored_files where id = {file} and revoked_at is not null and deleted_at is not null"));

        // A delivery that read the list before the erasure, and was committed after it.
        var late = await FileOfAsync(id);
        await world.SendAsync(new SweepErasures());
        Assert.Equal(1, await world.ScalarAsync<long>($"select count(*) from stored_files where id = {late} and revoked_at is not null"));
    }

    [Fact]
    public async Task Somebody_erased_while_a_file_is_read_is_not_brought_back_by_it()
    {
        var id = await CustomerAsync("M1", "Race", null);
        var import = await world.CheckAsync(await world.UploadAsync("customers", "External Reference,First Name\nM1,Race\n"));
        Assert.Equal(new EraseResult.Done(), await world.SendAsync(new ErasePerson(id, "M1", ImportWorld.Somebody)));
        // The file held them, so it is gone and cannot be imported at all.
        Assert.Equal(
            new ImportChange.ChangedMeanwhile(),
            await world.SendAsync(new StartImport(import.Id, import.Version, null, ImportWorld.Somebody)));
    }

    private async Task<long> CustomerAsync(string reference, string name, string? email)
    {
        await world.ImportAsync("customers", $"External Reference,First Name,Email\n{reference},{name},{email}\n");
        return await world.ScalarAsync<long>($"select id from crm.customers where external_reference = '{reference}'");
    }

    /// <summary>A stored file whose register names the customer, as a delivery leaves it.</summary>
    private async Task<long> FileOfAsync(long customer)
    {
        var store = world.Application.Services.GetRequiredService<EncryptedFileStore>();
        var register = world.Application.Services.GetRequiredService<MemberRegister>();
        var file = await store.CreateAsync("list.csv", "text/csv", true, TestContext.Current.CancellationToken);
        using var recorder = await register.RecordAsync(file, TestContext.Current.CancellationToken);
        var content = store.Write(file, stream =>
        {
            recorder.Add(customer);
            stream.Write("Zoe"u8);
        }, TestContext.Current.CancellationToken);
        await using var connection = await world.Application.Database.DataSource.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await recorder.CompleteAsync(TestContext.Current.CancellationToken);
        await store.CompleteAsync(
            connection, file, content, world.Application.Clock.GetCurrentInstant() + NodaTime.Duration.FromDays(7),
            TestContext.Current.CancellationToken);
        await connection.ExecuteAsync(
            $"insert into file_origins (file_id, kind, list_name, schedule_name, for_whom, made_at) "
            + $"values ({file}, 'delivery', 'Everyone', 'Daily', '{{x@example.org}}', now())");
        return file;
    }

    private static string WithoutGrace(string row, string reference) => row
        .Replace(reference, "G9", StringComparison.Ordinal)
        .Replace("G\"\"5", "G9", StringComparison.Ordinal)
        .Replace("Grace@", "Not.Grace.", StringComparison.Ordinal);
}
