using CustomerListSchedules.Features.ImportData.Kinds;
using CustomerListSchedules.Features.ImportData.Loading;
using CustomerListSchedules.Features.ImportData.Mappings;
using CustomerListSchedules.Features.ImportData.Reading;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Files;
using CustomerListSchedules.Infrastructure.Logging;
using MediatR;

namespace CustomerListSchedules.Features.ImportData;

/// <summary>
/// <c>import &lt;kind&gt; &lt;file&gt;</c>: the same steps as the pages, for scripts. It works beside nodes that are running, or
/// without any.
/// </summary>
public static class ImportCommand
{
    private const int Done = 0;
    private const int Failed = 1;
    private const int NotUnderstood = 2;
    private const int SomeRefused = 3;
    private const int ToRetire = 4;
    private const int Missing = 5;
    private const int TwoMeanings = 6;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);

    public static bool IsAskedFor(string[] args) => ImportArguments.Positional(args) is ["import", ..];

    public static async Task<int> RunAsync(string[] args)
    {
        if (ImportArguments.Parse(args, out var problem) is not { } arguments)
        {
            await Console.Error.WriteLineAsync($"{problem}\n{ImportArguments.Usage}");
            return NotUnderstood;
        }

        if (!File.Exists(arguments.File))
        {
            await Console.Error.WriteLineAsync($"There is no file {arguments.File}.");
            return NotUnderstood;
        }

        var builder = WebApplication.CreateBuilder([.. arguments.Configuration]);
        builder.Logging.AddLogLines(builder.Environment);
        // Only the import: no background work, and no sample customers for an empty database.
        builder.Configuration["Scheduling:Enabled"] = "false";
        builder.Configuration["SampleData"] = "false";
        builder.Configuration["Logging:LogLevel:Default"] = "Warning";
        await using var database = await StartUp.ProvideDatabaseAsync(builder);
        builder.AddCustomerListSchedules();
        await using var app = builder.Build();
        await app.PrepareAsync();
        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, pressed) =>
        {
            pressed.Cancel = true;
            stop.Cancel();
        };
        try
        {
            return await ImportAsync(app.Services, arguments, stop.Token);
        }
        catch (NotToBeGuessedException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return e.Code;
        }
        catch (ImportException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return Failed;
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("Stopped. Nothing was imported.");
            return Failed;
        }
        catch (Exception e)
        {
            // A script goes by the code, and a trace could show what the file holds.
            await Console.Error.WriteLineAsync($"It failed: {e.GetType().Name}. What was imported is under Import Data, if anything was.");
            return Failed;
        }
    }

    private static async Task<int> ImportAsync(IServiceProvider services, ImportArguments arguments, CancellationToken cancellationToken)
    {
        var actor = new Actor(null, $"{Environment.UserName}, on the command line", null);
        await using var scope = services.CreateAsyncScope();
        var mediator = scope.ServiceProvider.GetRequiredService<IMediator>();
        long id;
        await using (var file = File.OpenRead(arguments.File))
        {
            id = await mediator.Send(
                new UploadImport(arguments.Kind.Key, Path.GetFileName(arguments.File), file, actor, arguments.Sheet), cancellationToken);
        }

        try
        {
            var import = await CheckAsync(services, mediator, id, arguments, actor, cancellationToken);
            var outcome = import.Outcome!;
            if (import.State == ImportStates.Checked && !arguments.DryRun && outcome.Missing <= (arguments.Retire ?? 0))
            {
                ExpectDone(await mediator.Send(new StartImport(id, import.Version, outcome.Missing, actor), cancellationToken));
                import = await FinishAsync(services, mediator, id, cancellationToken);
                outcome = import.Outcome!;
            }

            Print(import, arguments);
            await SaveRefusedAsync(services, import, arguments, cancellationToken);
            return import.State == ImportStates.Imported || arguments.DryRun
                ? outcome.Refused > 0 ? SomeRefused : Done
                : ToRetire;
        }
        finally
        {
            // What was not imported is not left lying about.
            await mediator.Send(new AbandonImport(id, actor), CancellationToken.None);
        }
    }

    private static async Task<Import> CheckAsync(
        IServiceProvider services, IMediator mediator, long id, ImportArguments arguments, Actor actor, CancellationToken cancellationToken)
    {
        var import = (await mediator.Send(new GetImport(id), cancellationToken))!;
        var settings = import.Settings;
        if (!settings.IsWorkbook && (arguments.Encoding is not null || arguments.Separator is not null))
        {
            settings = settings with
            {
                Encoding = arguments.Encoding ?? settings.Encoding,
                Separator = arguments.Separator ?? settings.Separator,
            };
            settings = await mediator.Send(new RecogniseColumns(import.FileId, import.Kind, settings), cancellationToken);
        }

        if (arguments.Mapping is { } name)
        {
            settings = (await MappingAsync(mediator, arguments.Kind, name, cancellationToken)).Apply(settings, arguments.Kind);
        }

        settings = settings.With(arguments.Style) with
        {
            Complete = arguments.Complete,
            EmptyWords = settings.EmptyWords && !arguments.KeepWords,
            RefuseBadCells = settings.RefuseBadCells || arguments.RefuseBadCells,
            ReplaceTags = settings.ReplaceTags || arguments.ReplaceTags,
            Allowed = arguments.AllowMissing ? [ImportSettings.Everything] : [],
        };
        if (ColumnMatcher.ProblemsOf(arguments.Kind, settings.Columns) is { Count: > 0 } problems)
        {
            throw new ImportException(
                $"{string.Join('\n', problems)}\nThe file has: {string.Join(", ", settings.Headers)}\nKnown are: "
                + $"{string.Join(", ", arguments.Kind.Fields.Select(field => field.Label))}");
        }

        if (ColumnMatcher.OpenOf(arguments.Kind, settings) is { Count: > 0 } open)
        {
            throw new NotToBeGuessedException(
                string.Join('\n', open.Select(each => each.Question)) + "\nSay it with --dates or --numbers.", TwoMeanings);
        }

        var change = await mediator.Send(new CheckImport(id, import.Version, settings, actor), cancellationToken);
        if (change is ImportChange.ColumnsMissing missing)
        {
            throw new NotToBeGuessedException(
                $"The last import of {arguments.Kind.Many} had {string.Join(", ", missing.Labels)}, and this file has not.\n"
                + "Add --allow-missing to import it without.",
                Missing);
        }

        ExpectDone(change);
        return await FinishAsync(services, mediator, id, cancellationToken);
    }

    private static async Task<KeptMapping> MappingAsync(
        IMediator mediator, ImportKind kind, string name, CancellationToken cancellationToken)
    {
        if (await mediator.Send(new GetMapping(kind.Key, name), cancellationToken) is { } mapping)
        {
            return mapping;
        }

        var kept = await mediator.Send(new ListMappings(kind.Key), cancellationToken);
        throw new ImportException(
            $"No mapping of {kind.Many} is kept as \"{name}\". "
            + (kept.Count == 0 ? "None is kept." : $"There are: {string.Join(", ", kept)}."));
    }

    /// <summary>Works until this import has ended, here or on a node that took it up first.</summary>
    private static async Task<Import> FinishAsync(
        IServiceProvider services, IMediator mediator, long id, CancellationToken cancellationToken)
    {
        while (true)
        {
            await using (var scope = services.CreateAsyncScope())
            {
                await scope.ServiceProvider.GetRequiredService<IMediator>().Send(new WorkOnImport(), cancellationToken);
            }

            var import = (await mediator.Send(new GetImport(id), cancellationToken))!;
            switch (import.State)
            {
                case ImportStates.Waiting or ImportStates.Working:
                    await Task.Delay(Look, cancellationToken);
                    break;
                case ImportStates.Failed or ImportStates.Abandoned:
                    throw new ImportException(import.Reason ?? "Somebody stopped it. Nothing was imported.");
                default:
                    return import;
            }
        }
    }

    private static void Print(Import import, ImportArguments arguments)
    {
        var outcome = import.Outcome!;
        Console.WriteLine(
            import.State == ImportStates.Imported ? $"Imported {arguments.File}" : $"Checked {arguments.File}; nothing was imported");
        foreach (var line in ImportWords.HowRead(import))
        {
            Console.WriteLine(line);
        }

        foreach (var (count, word, _) in ImportWords.Figures(outcome))
        {
            Console.WriteLine($"{Plural.Number(count),14} {word}");
        }

        foreach (var sentence in ImportWords.Besides(outcome))
        {
            Console.WriteLine(sentence);
        }

        if (outcome.NewNames.Count > 0)
        {
            Console.WriteLine($"New: {string.Join(", ", outcome.NewNames)}");
        }

        foreach (var refusal in outcome.Refusals)
        {
            var column = refusal.Column is null ? "" : refusal.Column + ": ";
            Console.WriteLine($"{Plural.Number(refusal.Count),14} refused: {column}{refusal.Problem} ({ImportWords.Lines(refusal)})");
        }

        foreach (var notice in outcome.Notices)
        {
            Console.WriteLine($"{Plural.Number(notice.Count),14} {ImportWords.NoticeOf(notice)}");
        }

        foreach (var with in outcome.With)
        {
            Console.WriteLine($"{Plural.Number(with.Count),14} {with.Many} with those deleted or retired");
        }

        if (outcome.Kept > 0)
        {
            Console.WriteLine($"{Plural.Number(outcome.Kept),14} missing from the file but kept, for their {outcome.KeptFor}");
        }

        foreach (var note in new[] { outcome.Note, outcome.NotRetired }.OfType<string>())
        {
            Console.WriteLine(note);
        }

        if (import.State != ImportStates.Imported && !arguments.DryRun)
        {
            Console.WriteLine(
                $"The file lacks {Plural.Number(outcome.Missing)} of {ImportWords.Of(outcome.Before, arguments.Kind)}. "
                + $"To retire them, add --retire={outcome.Missing}");
        }
    }

    private static async Task SaveRefusedAsync(
        IServiceProvider services, Import import, ImportArguments arguments, CancellationToken cancellationToken)
    {
        if (arguments.Refused is not { } path || import.RefusedFileId is not { } refused)
        {
            return;
        }

        await using var file = File.Create(path);
        await services.GetRequiredService<EncryptedFileStore>().CopyToAsync(refused, file, cancellationToken);
        Console.WriteLine($"The refused rows are in {path}");
    }

    private static void ExpectDone(ImportChange? change)
    {
        if (change is not ImportChange.Done)
        {
            throw new ImportException("Somebody else changed this import meanwhile. Nothing was imported.");
        }
    }

    /// <summary>What a person has to decide; the command ends with a code of its own.</summary>
    private sealed class NotToBeGuessedException(string message, int code) : FluentValidation.ValidationException(message)
    {
        public int Code => code;
    }
}
