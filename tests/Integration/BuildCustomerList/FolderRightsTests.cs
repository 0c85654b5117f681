using System.Net;
using AngleSharp.Html.Dom;
using CustomerListSchedules.Features.BuildCustomerList.Builder;
using CustomerListSchedules.Features.BuildCustomerList.Explorer;
using CustomerListSchedules.Features.BuildCustomerList.Folders;
using CustomerListSchedules.Features.BuildCustomerList.Rows;
using CustomerListSchedules.Features.BuildCustomerList.Templates;
using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Integration.AddCustomerList;
using FluentValidation;
using FsCheck;
using FsCheck.Fluent;

namespace CustomerListSchedules.Integration.BuildCustomerList;

/// <summary>Lists in a folder for administrators only are run, scheduled and copied by other staff, and changed by none of them.</summary>
public sealed class FolderRightsTests(TestApplication app) : IClassFixture<TestApplication>
{
    private const string Words = "Only administrators change lists in this folder";

    private static int names;

    /// <summary>A closed folder at the top, one in it that says nothing, one in it that says everyone, and an open one beside it.</summary>
    private sealed record Tree(long Closed, long Within, long Opened, long Beside);

    /// <summary>Each thing that changes a list or a folder; whether it was done.</summary>
    private static readonly Dictionary<string, Func<TestApplication, long?, long?, Actor, Task<bool>>> Changes = new()
    {
        ["Saved in the builder"] = async (app, folder, _, actor) => await app.SendAsync(new SaveCustomerList(
            await ListAsync(app, folder), Everyone, ["name", "town"], [], false, 1, actor)) is ListSaved.Done,
        ["Renamed"] = async (app, folder, _, actor) => await app.SendAsync(new ChangeListDetails(
            await ListAsync(app, folder), new() { Name = Name(), FolderId = folder, Version = 1 }, actor)) is DetailsSaved.Done,
        ["Deleted"] = async (app, folder, _, actor) =>
            await app.SendAsync(new DeleteCustomerList(await ListAsync(app, folder), actor)) is ListDeleted.Done,
        ["Moved out by its details"] = async (app, folder, beside, actor) => await app.SendAsync(new ChangeListDetails(
            await ListAsync(app, folder), new() { Name = Name(), FolderId = beside, Version = 1 }, actor)) is DetailsSaved.Done,
        ["Moved into by its details"] = (app, folder, beside, actor) => DoneAsync(async () => await app.SendAsync(new ChangeListDetails(
            await ListAsync(app, beside), new() { Name = Name(), FolderId = folder, Version = 1 }, actor)) is DetailsSaved.Done),
        ["Dragged out"] = async (app, folder, beside, actor) =>
            await app.SendAsync(new MoveCustomerList(await ListAsync(app, folder), beside, 1, actor)) is ListMoved.Done,
        ["Dragged into"] = async (app, folder, beside, actor) =>
            await app.SendAsync(new MoveCustomerList(await ListAsync(app, beside), folder, 1, actor)) is ListMoved.Done,
        ["Added"] = (app, folder, _, actor) => DoneAsync(async () => await app.SendAsync(new AddCustomerListToExplorer(
            new() { Name = Name(), FolderId = folder }, ListTemplates.Empty, actor)) > 0),
        ["A folder made in it"] = (app, folder, _, actor) => DoneAsync(async () =>
            await app.SendAsync(new SaveFolder(null, new() { Name = Name(), ParentId = folder }, actor)) is DetailsSaved.Done),
        ["A folder in it renamed"] = (app, folder, _, actor) => DoneAsync(async () => await app.SendAsync(new SaveFolder(
            await FolderAsync(app, folder, FolderRight.Everyone), new() { Name = Name(), ParentId = folder, Version = 1 }, actor))
                is DetailsSaved.Done),
        ["A folder in it moved out"] = async (app, folder, beside, actor) => await app.SendAsync(new SaveFolder(
            await FolderAsync(app, folder, FolderRight.Everyone), new() { Name = Name(), ParentId = beside, Version = 1 }, actor))
                is DetailsSaved.Done,
        ["A folder moved into it"] = (app, folder, beside, actor) => DoneAsync(async () => await app.SendAsync(new SaveFolder(
            await FolderAsync(app, beside), new() { Name = Name(), ParentId = folder, Version = 1 }, actor)) is DetailsSaved.Done),
        ["A folder in it deleted"] = async (app, folder, _, actor) => await app.SendAsync(new DeleteFolder(
            await FolderAsync(app, folder, FolderRight.Everyone), actor)) is FolderDeleted.Done,
    };

    public static TheoryData<string> EachChange => [.. Changes.Keys];

    [Theory]
    [MemberData(nameof(EachChange))]
    public async Task A_closed_folder_is_changed_by_administrators_alone_and_an_open_one_by_all_staff(string change)
    {
        var tree = await TreeAsync();
        var staff = await ActorAsync(Roles.InsightsAndMailings);
        var administrator = await ActorAsync(Roles.Administrator);
        foreach (var folder in new long?[] { tree.Closed, tree.Within })
        {
            var before = await StateAsync();
            Assert.False(await Changes[change](app, folder, tree.Beside, staff));
            Assert.Equal(before, await StateAsync());
            Assert.True(await Changes[change](app, folder, tree.Beside, administrator));
        }

        foreach (var folder in new long?[] { tree.Opened, tree.Beside })
        {
            Assert.True(await Changes[change](app, folder, null, staff));
        }

        // What was done to lists and folders; those that the test itself put there bear no version but the first.
        Task<string> StateAsync() => app.AskAsync<string>(
            """
            select concat((select count(*) from customer_lists where version + details_version > 2 or deleted_at is not null), ' ',
              (select count(*) from customer_list_folders where version > 1), ' ',
              (select count(*) from audit where action ~ '^(customer_list|folder)'))
            """);
    }

    [Fact]
    public async Task A_closed_folder_itself_is_renamed_moved_and_deleted_by_administrators_alone_wherever_it_lies()
    {
        var (staff, administrator) = (await ActorAsync(Roles.InsightsAndMailings), await ActorAsync(Roles.Administrator));
        var closed = await FolderAsync(app, null, FolderRight.Administrators);
        var renamed = new FolderDetails { Name = Name(), Version = 1 };
        Assert.IsType<DetailsSaved.Closed>(await app.SendAsync(new SaveFolder(closed, renamed, staff)));
        Assert.IsType<FolderDeleted.Closed>(await app.SendAsync(new DeleteFolder(closed, staff)));
        Assert.IsType<DetailsSaved.Done>(await app.SendAsync(new SaveFolder(closed, renamed, administrator)));
        Assert.IsType<FolderDeleted.Done>(await app.SendAsync(new DeleteFolder(closed, administrator)));
        Assert.Null(await app.SendAsync(new DeleteFolder(closed, administrator)));
    }

    [Fact]
    public async Task A_copy_goes_to_the_nearest_folder_above_in_which_they_may_change_lists()
    {
        var outer = await FolderAsync(app, null);
        var closed = await FolderAsync(app, outer, FolderRight.Administrators);
        var within = await FolderAsync(app, closed);
        var atTop = await FolderAsync(app, null, FolderRight.Administrators);
        var (staff, administrator) = (await ActorAsync(Roles.InsightsAndMailings), await ActorAsync(Roles.Administrator));
        foreach (var (folder, actor, expected) in new (long, Actor, long?)[]
        {
            (within, staff, outer), (closed, staff, outer), (atTop, staff, null), (outer, staff, outer),
            (within, administrator, within), (atTop, administrator, atTop),
        })
        {
            var list = await ListAsync(app, folder);
            var copy = Assert.IsType<ListCopied.Done>(await app.SendAsync(new CopyCustomerList(list, actor)));
            Assert.Equal(expected, copy.FolderId);
            Assert.Equal(expected, await app.AskAsync<long?>("select folder_id from customer_lists where id = @Id", new { copy.Id }));
            Assert.Equal(folder, await app.AskAsync<long?>("select folder_id from customer_lists where id = @list", new { list }));
        }
    }

    [Fact]
    public async Task Only_administrators_say_who_may_change_the_lists_of_a_folder_and_that_is_audited()
    {
        var (staff, administrator) = (await ActorAsync(Roles.InsightsAndMailings), await ActorAsync(Roles.Administrator));
        var folder = await FolderAsync(app, null);
        FolderDetails Closing(int version) => new() { Name = "Closing", Right = FolderRight.Administrators, Version = version };
        var refused = await Assert.ThrowsAsync<ValidationException>(() => app.SendAsync(new SaveFolder(folder, Closing(1), staff)));
        Assert.Equal(nameof(FolderDetails.Right), Assert.Single(refused.Errors).PropertyName);
        await Assert.ThrowsAsync<ValidationException>(() => app.SendAsync(new SaveFolder(
            null, new() { Name = Name(), Right = FolderRight.Everyone }, staff)));
        var strange = await Assert.ThrowsAsync<ValidationException>(() => app.SendAsync(new SaveFolder(
            folder, new() { Name = Name(), Right = "nobody", Version = 1 }, administrator)));
        Assert.Equal(nameof(FolderDetails.Right), Assert.Single(strange.Errors).PropertyName);

        Assert.IsType<DetailsSaved.Done>(await app.SendAsync(new SaveFolder(folder, Closing(1), administrator)));
        Assert.Equal(
            ("Administrators only", "As the folder above"),
            await app.AskAsync<(string, string)>(
                """
                select details->>'mayChange', details->>'before' from audit
                where action = 'folder.changed' and subject_id = @folder::text and user_id = @UserId
                """,
                new { folder, administrator.UserId }));

        // A form without the field leaves the right as it is.
        Assert.IsType<DetailsSaved.Done>(await app.SendAsync(new SaveFolder(
            folder, new() { Name = Name(), Version = 2 }, administrator)));
        Assert.Equal(
            "administrators",
            await app.AskAsync<string>("select may_change from customer_list_folders where id = @folder", new { folder }));
    }

    [Fact]
    public async Task The_Explorer_marks_a_closed_folder_in_words_and_offers_what_may_be_done()
    {
        var tree = await TreeAsync();
        var list = await ListAsync(app, tree.Closed, "Kept for administrators");
        using var staff = await app.SignInAsync(Roles.InsightsAndMailings);
        using var administrator = await app.SignInAsync(Roles.Administrator);
        foreach (var (client, may) in new[] { (staff, false), (administrator, true) })
        {
            var top = await client.PageAsync("/customer-lists");
            var row = top.QuerySelector($"tr[data-folder='{tree.Closed}']")!;
            Assert.Contains(Words, row.TextContent, StringComparison.Ordinal);
            Assert.NotNull(row.QuerySelector(".lock svg"));
            Assert.Equal(!may, row.ClassList.Contains("closed")); // Nothing is dragged there.
            Assert.Equal(may, row.QuerySelector($"a[href='/customer-lists/folders/{tree.Closed}']") is not null);
            Assert.DoesNotContain(Words, top.QuerySelector($"tr[data-folder='{tree.Beside}']")!.TextContent, StringComparison.Ordinal);
            Assert.NotNull(top.QuerySelector($"a[href='/customer-lists/folders/{tree.Beside}']"));

            var inside = await client.PageAsync($"/customer-lists?folder={tree.Closed}");
            Assert.Equal(Words, inside.QuerySelector("#explorer > .lock")!.TextContent.Trim());
            foreach (var offered in new[]
            {
                $"a[href='/customer-lists/new?folder={tree.Closed}']", $"a[href='/customer-lists/folders/new?folder={tree.Closed}']",
                $"a[href='/customer-lists/folders/{tree.Closed}']", $"a[href='/customer-lists/{list}/details']",
                $"button[commandfor='delete-{list}']", $"#delete-{list}", $"tr[data-list='{list}'][draggable]",
                $"a[href='/customer-lists/folders/{tree.Opened}']",
            })
            {
                Assert.True(inside.QuerySelector(offered) is not null == may, offered);
            }

            Assert.NotNull(inside.QuerySelector($"a[href='/customer-lists/{list}/run']"));
            Assert.NotNull(inside.QuerySelector($"form[action='/customer-lists/{list}/details?handler=Copy']"));

            var found = (await client.PageAsync("/customer-lists?search=Kept%20for")).QuerySelector($"tr[data-list='{list}']")!;
            Assert.Contains(Words, found.TextContent, StringComparison.Ordinal);
            Assert.Equal(may, found.QuerySelector($"a[href='/customer-lists/{list}/details']") is not null);
        }

        // The folder within that says everyone is theirs to fill, and none of the closed ones is offered for a list.
        Assert.NotNull((await staff.PageAsync($"/customer-lists?folder={tree.Opened}"))
            .QuerySelector($"a[href='/customer-lists/new?folder={tree.Opened}']"));
        var choices = (await staff.PageAsync($"/customer-lists/new?folder={tree.Opened}")).QuerySelector("#Details_FolderId")!;
        Assert.NotNull(choices.QuerySelector($"option[value='{tree.Opened}'][selected]"));
        Assert.Null(choices.QuerySelector($"option[value='{tree.Closed}']"));
        Assert.Null(choices.QuerySelector($"option[value='{tree.Within}']"));
        Assert.Equal(Words, (await staff.PageAsync($"/customer-lists/{list}")).QuerySelector("#builder .lock")!.TextContent.Trim());
        Assert.Null((await staff.PageAsync($"/customer-lists/{list}")).QuerySelector("button[value=save]"));
        Assert.NotNull((await administrator.PageAsync($"/customer-lists/{list}")).QuerySelector("button[value=save]"));
        await staff.PageAsync($"/customer-lists/{list}/run");
        Assert.Null((await staff.PageAsync($"/customer-lists/folders/{tree.Closed}")).QuerySelector("#folder .form-actions button"));
        Assert.Null((await staff.PageAsync($"/customer-lists/folders/{tree.Beside}")).QuerySelector("#Details_Right"));
        Assert.NotNull((await administrator.PageAsync($"/customer-lists/folders/{tree.Closed}"))
            .QuerySelector("#Details_Right option[value=administrators][selected]"));
    }

    [Fact]
    public async Task What_was_built_while_the_folder_was_closed_is_not_lost_because_Copy_keeps_it_as_a_list_of_ones_own()
    {
        var folder = await FolderAsync(app, null);
        var list = await ListAsync(app, folder);
        var url = $"/customer-lists/{list}";
        using var staff = await app.SignInAsync(Roles.InsightsAndMailings);
        var page = await staff.PressAsync(await staff.PageAsync(url), url, "add:main.0:kind:town");
        page = await staff.PressAsync(page, url, "keep", new() { ["Criterion.Lines"] = "Oxford" });
        await CloseAsync(folder);

        page = await staff.PressAsync(page, url, "save", expected: HttpStatusCode.UnprocessableEntity);
        Assert.Contains(Words, page.QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("live in Oxford", page.QuerySelector(".sentence")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(1, await app.AskAsync<int>("select version from customer_lists where id = @list", new { list }));

        using var copied = await staff.SubmitAsync(page, url, new() { ["Do"] = "copy" }, "#builder");
        Assert.Equal(HttpStatusCode.SeeOther, copied.StatusCode);
        var copy = long.Parse(copied.Headers.Location!.ToString().Split('/')[2], null);
        var (place, definition) = await app.AskAsync<(long?, string)>(
            "select folder_id, definition::text from customer_lists where id = @copy", new { copy });
        Assert.Null(place);
        Assert.Contains("Oxford", definition, StringComparison.Ordinal);
        Assert.Null((await staff.PageAsync(url)).QuerySelector("#draft"));
    }

    [Fact]
    public async Task What_was_typed_in_a_form_that_was_open_while_the_folder_was_closed_stays_there_with_the_reason()
    {
        var folder = await FolderAsync(app, null);
        var (list, other) = (await ListAsync(app, folder), await ListAsync(app, null));
        using var staff = await app.SignInAsync(Roles.InsightsAndMailings);
        var details = await staff.PageAsync($"/customer-lists/{list}/details");
        var elsewhere = await staff.PageAsync($"/customer-lists/{other}/details");
        var folders = await staff.PageAsync($"/customer-lists/folders/{folder}");
        var added = await staff.PageAsync($"/customer-lists/new?folder={folder}");
        var explorer = await staff.PageAsync($"/customer-lists?folder={folder}");
        await CloseAsync(folder);

        var told = await RefusedAsync(details, "#list-details", new() { ["Details.Description"] = "Typed with care" });
        Assert.Contains(Words, told.QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("Typed with care", told.QuerySelector("#Details_Description")!.TextContent.Trim());
        Assert.NotNull(told.QuerySelector($"button[formaction='/customer-lists/{list}/details?handler=Copy']"));

        told = await RefusedAsync(elsewhere, "#list-details", new() { ["Details.FolderId"] = $"{folder}" });
        Assert.Contains(Words, told.QuerySelector("#list-details")!.TextContent, StringComparison.Ordinal);
        Assert.NotNull(told.QuerySelector($"#Details_FolderId option[value='{folder}'][selected]"));

        told = await RefusedAsync(folders, "#folder", new() { ["Details.Name"] = "Renamed meanwhile" });
        Assert.Contains(Words, told.QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("Renamed meanwhile", told.QuerySelector("#Details_Name")!.GetAttribute("value"));

        told = await RefusedAsync(added, "#list-details", new() { ["Details.Name"] = "A new one" });
        Assert.Contains(Words, told.QuerySelector("#list-details")!.TextContent, StringComparison.Ordinal);

        using var deleted = await staff.SubmitAsync(explorer, "/customer-lists", form: $"#delete-{list} form");
        Assert.Contains(Words, (await staff.PageAsync("/customer-lists")).QuerySelector(".notice")!.TextContent, StringComparison.Ordinal);
        explorer.QuerySelector("#move-list")!.SetAttribute("action", $"/customer-lists/{list}/details?handler=Move");
        using var moved = await staff.SubmitAsync(explorer, "/customer-lists", new() { ["to"] = "", ["version"] = "1" }, "#move-list");
        Assert.Contains(Words, (await staff.PageAsync("/customer-lists")).QuerySelector(".notice")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(
            (folder, false),
            await app.AskAsync<(long, bool)>(
                "select folder_id, deleted_at is not null from customer_lists where id = @list", new { list }));

        async Task<IHtmlDocument> RefusedAsync(IHtmlDocument page, string form, Dictionary<string, string?> typed)
        {
            using var answer = await staff.SubmitAsync(page, "/customer-lists", typed, form);
            Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
            return await answer.DocumentAsync();
        }
    }

    [Fact]
    public async Task What_a_folder_comes_to_equals_a_plain_walk_up_its_folders()
    {
        var rights = FolderRight.All.Select(right => right.Key).ToArray();
        // A folder lies at the top or in one that was made before it.
        var trees = Gen.Choose(0, 1_000_000).ArrayOf(12).Select(numbers => numbers
            .Select((number, index) => (Parent: number % (index + 1) - 1, Right: rights[number / 100 % 3])).ToArray()).Sample(40);
        foreach (var tree in trees)
        {
            var ids = new List<long>();
            foreach (var (parent, right) in tree)
            {
                ids.Add(await FolderAsync(app, parent < 0 ? null : ids[parent], right));
            }

            var closed = await app.ListAsync<(long Id, bool Closed)>(
                "select folder_id, closed from customer_list_folder_rights where folder_id = any(@ids)", new { ids = ids.ToArray() });
            Assert.Equal(
                ids.Select((id, index) => (id, IsClosed(tree, index))), closed.OrderBy(folder => ids.IndexOf(folder.Id)));
        }

        static bool IsClosed((int Parent, string Right)[] tree, int at)
        {
            for (; at >= 0; at = tree[at].Parent)
            {
                if (tree[at].Right != FolderRight.Inherited)
                {
                    return tree[at].Right == FolderRight.Administrators;
                }
            }

            return false;
        }
    }

    private static ListDefinition Everyone => new(Filter.Empty, Filter.Empty);

    private static string Name() => $"Named {Interlocked.Increment(ref names)}";

    private static Task<long> ListAsync(TestApplication app, long? folder, string? name = null) => app.AskAsync<long>(
        """
        insert into customer_lists (folder_id, name, definition, output_columns, sort_by, created_at)
        values (@folder, @name, '{"preFilter": {"areas": []}, "mainFilter": {"areas": []}}', '{name}', '[]', now())
        returning id
        """,
        new { folder, name = name ?? Name() });

    private static Task<long> FolderAsync(TestApplication app, long? parent, string right = FolderRight.Inherited) => app.AskAsync<long>(
        "insert into customer_list_folders (parent_id, name, may_change) values (@parent, @name, @right) returning id",
        new { parent, name = Name(), right });

    private static async Task<bool> DoneAsync(Func<Task<bool>> change)
    {
        try
        {
            return await change();
        }
        catch (ValidationException refused)
        {
            Assert.StartsWith(Words, Assert.Single(refused.Errors).ErrorMessage, StringComparison.Ordinal);
            return false;
        }
    }

    private async Task<Tree> TreeAsync()
    {
        var closed = await FolderAsync(app, null, FolderRight.Administrators);
        return new Tree(
            closed, await FolderAsync(app, closed), await FolderAsync(app, closed, FolderRight.Everyone), await FolderAsync(app, null));
    }

    private async Task<Actor> ActorAsync(string role)
    {
        var user = await app.CreateUserAsync(null, role);
        return new Actor(user.Id, user.Email!, null);
    }

    private Task CloseAsync(long folder) =>
        app.DoAsync("update customer_list_folders set may_change = 'administrators' where id = @folder", new { folder });
}
