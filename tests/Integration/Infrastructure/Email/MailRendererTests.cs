using System.Runtime;
using CustomerListSchedules.Features.ChangeSettings;
using CustomerListSchedules.Infrastructure.Email;
using Microsoft.Extensions.DependencyInjection;

namespace CustomerListSchedules.Integration.Infrastructure.Email;

public sealed class MailRendererTests(TestApplication application) : IClassFixture<TestApplication>
{
    private const string View = "/Features/ChangeSettings/Mail/TestText.cshtml";
    private const int Mails = 100;
    private static readonly TestEmail Model = new("Tom & Jerry's <Theatre>", "Zoë");

    [Fact]
    public async Task Text_is_not_encoded_as_HTML() =>
        Assert.Contains("Tom & Jerry's <Theatre>", await Renderer.RenderTextAsync(View, Model), StringComparison.Ordinal);

    [Fact]
    public async Task HTML_is_encoded()
    {
        var html = await Renderer.RenderAsync("/Features/ChangeSettings/Mail/TestHtml.cshtml", Model);

        Assert.Contains("Tom &amp; Jerry&#x27;s &lt;Theatre&gt;", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_text_that_was_rendered_before_compiles_nothing_anew()
    {
        var services = application.Services;
        var anew = await CompiledAsync(() => new MailRenderer(services, services.GetRequiredService<IServiceScopeFactory>()));
        var kept = await CompiledAsync(() => Renderer);

        Assert.InRange(anew, Mails, int.MaxValue);
        Assert.InRange(kept, 0, Mails / 10);
    }

    /// <summary>
    /// How many methods were compiled for so many mails after the first ones. This thread's alone: rendering does not leave it, and the
    /// runtime improves what it has compiled on threads of its own.
    /// </summary>
    private static async Task<long> CompiledAsync(Func<MailRenderer> renderer)
    {
        for (var i = 0; i < Mails; i++)
        {
            await renderer().RenderTextAsync(View, Model);
        }

        var thread = Environment.CurrentManagedThreadId;
        var before = JitInfo.GetCompiledMethodCount(currentThread: true);
        for (var i = 0; i < Mails; i++)
        {
            await renderer().RenderTextAsync(View, Model);
        }

        Assert.Equal(thread, Environment.CurrentManagedThreadId);
        return JitInfo.GetCompiledMethodCount(currentThread: true) - before;
    }

    private MailRenderer Renderer => application.Services.GetRequiredService<MailRenderer>();
}
