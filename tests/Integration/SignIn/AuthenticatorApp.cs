using AngleSharp.Html.Dom;
using CustomerListSchedules.Infrastructure.Identity;
using NodaTime;

namespace CustomerListSchedules.Integration.SignIn;

/// <summary>An authenticator app that has learnt a key from the page, by its letters.</summary>
internal sealed class AuthenticatorApp
{
    private static readonly Lock Gate = new();

    public byte[] Key { get; private set; } = [];

    /// <summary>The code that it showed last.</summary>
    public string Last { get; private set; } = "";

    public static AuthenticatorApp On(IHtmlDocument page)
    {
        var app = new AuthenticatorApp();
        app.Learn(page);
        return app;
    }

    public void Learn(IHtmlDocument page)
    {
        const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        var bits = string.Concat(page.QuerySelector(".key")!.TextContent.Where(char.IsLetterOrDigit)
            .Select(letter => Convert.ToString(Alphabet.IndexOf(letter, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        Key = [.. bits.Chunk(8).Where(part => part.Length == 8).Select(part => Convert.ToByte(new string(part), 2))];
    }

    /// <summary>A code that was not shown before: it moves the application's clock on by a step.</summary>
    public string Next(TestApplication application)
    {
        lock (Gate)
        {
            application.Pass(Duration.FromSeconds(30));
            return Last = Totp.Code(Key, Totp.StepAt(application.Clock.GetCurrentInstant()));
        }
    }
}
