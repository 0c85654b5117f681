using System.Runtime;
using CustomerListSchedules.Features.ChangeSettings;
using CustomerListSchedules.Infrastructure.Email;
using Microsoft.Extensions.DependencyInjection;

namespace CustomerListSchedules.Integration.Infrastructure.Email;

public sealed class MailRendererTests(TestApplication application) : IClassFixture<TestApplication>
{
    private const string View = "/Features/ChangeSettings/Mail/TestText.cshtml";
    private static readonly TestEmail Model = new("Tom & Jerry's <Theatre>", "Zoë");

    [Fact]
    public async Task Text_is_not_encoded_as_HTML() =>
        Assert.Contains("Tom & Jerry's <Theatre>", await Renderer.RenderTextAsync(View, Model), StringComparison.Ordinal);

    [Fact]
    public async Task HTML_is_encoded() =>
        Assert.Contains("Tom &amp; Jerry&#x27;s &lt;Theatre&gt;", await Renderer.RenderAsync("/Features/ChangeSettings/Mail/TestHtml.cshtml", Model), StringComparison.Ordinal);

    [Fact]
    public async Task A_text_that_was_rendered_before_compiles_nothing_anew()
    {
        const int mails = 100;
        for (var i = 0; i < mails; i++)
        {
            await Renderer.RenderTextAsync(View, Model);
        }

        // This thread's alone: rendering does not leave it, and the runtime improves what it has compiled on threads of its own.
        var thread = Environment.CurrentManagedThreadId;
        var before = JitInfo.GetCompiledMethodCount(currentThread: true);
        for (var i = 0; i < mails; i++)
        {
            await Renderer.RenderTextAsync(View, Model);
        }

        Assert.Equal(thread, Environment.CurrentManagedThreadId);
        Assert.InRange(JitInfo.GetCompiledMethodCount(currentThread: true) - before, 0, mails / 2);
    }

    private MailRenderer Renderer => application.Services.GetRequiredService<MailRenderer>();
}
