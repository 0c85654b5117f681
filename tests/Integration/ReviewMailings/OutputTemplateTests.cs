using System.Net;
using CustomerListSchedules.Features.ReviewMailings;
using CustomerListSchedules.Features.Shared;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace CustomerListSchedules.Integration.ReviewMailings;

public sealed class OutputTemplateTests(TestApplication application) : IClassFixture<TestApplication>
{
    private const string Url = "/mailings/settings";
    private const string Form = "#output-template";

    [Fact]
    public async Task It_is_saved_by_the_first_of_two_editors_and_the_second_is_told()
    {
        using var staff = await application.SignInAsync(Roles.InsightsAndMailings);
        var first = await staff.PageAsync(Url);
        var second = await staff.PageAsync(Url);
        using var saved = await staff.SubmitAsync(
            first, Url, new() { ["Output.Columns"] = "email", ["Output.SortBy"] = "email:descending" }, Form);
        Assert.Equal(HttpStatusCode.SeeOther, saved.StatusCode);
        using var again = await staff.SubmitAsync(
            first, Url, new() { ["Output.Columns"] = "email", ["Output.SortBy"] = "email:descending" }, Form);
        Assert.Equal(HttpStatusCode.SeeOther, again.StatusCode);
        using var told = await staff.SubmitAsync(second, Url, new() { ["Output.Columns"] = "name" }, Form);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, told.StatusCode);
        Assert.Contains(
            "Somebody else changed", (await told.DocumentAsync()).GetElementById("output-error")!.TextContent, StringComparison.Ordinal);

        var template = await TemplateAsync();
        Assert.Equal(["email"], template.OutputColumns);
        Assert.Equal([new("email", true)], template.SortBy);
    }

    [Fact]
    public async Task A_button_pressed_without_scripts_changes_the_form_and_stores_nothing()
    {
        using var staff = await application.SignInAsync(Roles.InsightsAndMailings);
        var before = await TemplateAsync();
        var page = await staff.PageAsync(Url);
        page.GetElementById("output-template")!.SetAttribute("action", Url + "?handler=Arrange");
        using var answer = await staff.SubmitAsync(page, Url, new() { ["Output.Do"] = "add:customer_id" }, Form);
        var arranged = await answer.DocumentAsync();
        Assert.NotNull(arranged.QuerySelector("[name='Output.Columns'][value=customer_id]"));
        Assert.Equal(before.OutputColumns, (await TemplateAsync()).OutputColumns);
    }

    [Fact]
    public async Task No_columns_at_all_are_refused()
    {
        using var staff = await application.SignInAsync(Roles.InsightsAndMailings);
        using var answer = await staff.SubmitAsync(Url, new() { ["Output.Columns"] = null, ["Output.SortBy"] = null }, Form);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
    }

    private async Task<OutputTemplate> TemplateAsync()
    {
        await using var scope = application.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IMediator>()
            .Send(new GetOutputTemplate(), TestContext.Current.CancellationToken);
    }
}
