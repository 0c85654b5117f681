using CustomerListSchedules.Features.CreateSchedule.Performances;
using CustomerListSchedules.Features.ReviewMailings;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Infrastructure.Audit;
using Dapper;
using FluentValidation;
using MediatR;
using Npgsql;

namespace CustomerListSchedules.Features.AddIntegratedEmail;

/// <summary>Adds an integrated email to a schedule, or changes one.</summary>
/// <param name="EntryId">The email, or null for a new one.</param>
/// <param name="Version">The version that the form was opened with.</param>
/// <param name="Key">Made with the form of a new email, so that sending it twice makes one.</param>
public sealed record SaveIntegratedEmail(long ScheduleId, long? EntryId, int Version, Guid Key, IntegratedEmailInput Input, Actor Actor)
    : IRequest<EmailSaved?>;

/// <summary>How saving ended.</summary>
public abstract record EmailSaved
{
    public sealed record Done(string Name) : EmailSaved;

    /// <summary>Somebody else saved this email since the form was opened; nothing was overwritten.</summary>
    public sealed record ChangedMeanwhile : EmailSaved;

    /// <param name="Field">The field of <see cref="IntegratedEmailInput"/>.</param>
    /// <param name="Why">For a person.</param>
    public sealed record Refused(string Field, string Why) : EmailSaved;
}

/// <summary>The form's fields.</summary>
public sealed class IntegratedEmailInput
{
    public string Name { get; set; } = "";
    public long? MailingCategoryId { get; set; }
    public long? CustomerListId { get; set; }
    public long? CampaignId { get; set; }
    public bool FirstSendConfirmed { get; set; }

    /// <summary>Sends the data fields of the Output Template as it is now.</summary>
    public bool UseOutputTemplate { get; set; }

    public static IntegratedEmailInput From(StoredIntegratedEmail entry) => new()
    {
        Name = entry.Name,
        MailingCategoryId = entry.MailingCategoryId,
        CustomerListId = entry.CustomerListId,
        CampaignId = entry.CampaignId,
        FirstSendConfirmed = entry.FirstSendConfirmed,
    };

    internal bool IsStoredIn(StoredIntegratedEmail entry) =>
        entry.Name == Name.Trim() && entry.MailingCategoryId == MailingCategoryId && entry.CustomerListId == CustomerListId
        && entry.CampaignId == CampaignId && entry.FirstSendConfirmed == FirstSendConfirmed;
}

internal sealed class SaveIntegratedEmailValidator : AbstractValidator<SaveIntegratedEmail>
{
    public SaveIntegratedEmailValidator()
    {
        RuleFor(request => request.Input.Name)
            .Must(Names.IsVisible).WithMessage("Give the integrated email a name. Customers do not see it.")
            .MaximumLength(200).WithMessage("A name has at most 200 characters.")
            .Must(Names.IsOneLine).WithMessage("A name is one line.");
        RuleFor(request => request.Input.MailingCategoryId).NotNull().WithMessage("Pick a Mailing Category.");
        RuleFor(request => request.Input.CustomerListId).NotNull().WithMessage("Pick a Customer List.");
        RuleFor(request => request.Input.CampaignId).NotNull().WithMessage("Pick an email template.");
    }
}

internal sealed class SaveIntegratedEmailHandler(
    IMediator mediator, NpgsqlDataSource dataSource, AuditLog audit) : IRequestHandler<SaveIntegratedEmail, EmailSaved?>
{
    public async Task<EmailSaved?> Handle(SaveIntegratedEmail request, CancellationToken cancellationToken)
    {
        // Dotdigital is asked before a transaction begins: it may take its time.
        var templates = await mediator.Send(new ListEmailTemplates(), cancellationToken);
        if (templates is { Problem: null } && templates.Find(request.Input.CampaignId) is null)
        {
            templates = await mediator.Send(new ListEmailTemplates(Refresh: true), cancellationToken);
        }

        var columns = (await mediator.Send(new GetOutputTemplate(), cancellationToken)).OutputColumns.ToArray();
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var result = await StoreAsync(connection, request, templates, columns, cancellationToken);
        if (result is EmailSaved.Done
            && await MisplacedThisPerformance.InScheduleAsync(connection, request.ScheduleId, cancellationToken) is { } misplaced)
        {
            return new EmailSaved.Refused("CustomerListId", misplaced);
        }

        if (result is EmailSaved.Done)
        {
            await transaction.CommitAsync(cancellationToken);
        }

        return result;
    }

    private async Task<EmailSaved?> StoreAsync(
        NpgsqlConnection connection, SaveIntegratedEmail request, EmailTemplates templates, string[] columns,
        CancellationToken cancellationToken)
    {
        var store = new StoreIntegratedEmail(connection, request, cancellationToken);
        if (!await store.LockScheduleAsync())
        {
            return null;
        }

        var stored = request.EntryId is { } entryId
            ? await StoredIntegratedEmail.ReadAsync(connection, request.ScheduleId, entryId, cancellationToken)
            : null;
        if (request.EntryId is not null && stored is null)
        {
            return null;
        }

        if (await RefusalAsync(store, request, stored, templates) is { } refusal)
        {
            return refusal;
        }

        var template = templates.Find(request.Input.CampaignId) ?? new EmailTemplate(stored!.CampaignId, stored.CampaignName, "");
        if (stored is null)
        {
            if (await store.InsertAsync(template, columns) is { } added)
            {
                await AuditAsync(connection, request, "integrated_email.added", added, template, cancellationToken);
            }

            return new EmailSaved.Done(request.Input.Name.Trim());
        }

        if (stored.Version != request.Version)
        {
            // The same form sent twice finds its own work done.
            return request.Input.IsStoredIn(stored) ? new EmailSaved.Done(stored.Name) : new EmailSaved.ChangedMeanwhile();
        }

        await store.UpdateAsync(stored.Id, template, request.Input.UseOutputTemplate ? columns : stored.OutputColumns);
        await AuditAsync(connection, request, "integrated_email.changed", stored.Id, template, cancellationToken);
        return new EmailSaved.Done(request.Input.Name.Trim());
    }

    private static async Task<EmailSaved?> RefusalAsync(
        StoreIntegratedEmail store, SaveIntegratedEmail request, StoredIntegratedEmail? stored, EmailTemplates templates)
    {
        if (!await store.CustomerListExistsAsync())
        {
            return new EmailSaved.Refused("CustomerListId", "This Customer List is no longer available. Pick another.");
        }

        if (!await store.CategoryExistsAsync(stored?.MailingCategoryId))
        {
            return new EmailSaved.Refused("MailingCategoryId", "This Mailing Category is no longer available. Pick another.");
        }

        if (templates.Find(request.Input.CampaignId) is not null
            || (stored is not null && stored.CampaignId == request.Input.CampaignId && templates.Problem is not null))
        {
            return null;
        }

        return new EmailSaved.Refused("CampaignId", templates.Problem is { } problem
            ? $"The template could not be checked: {problem} What you chose is still here; press Ok again in a moment."
            : "This campaign is not among the Unsent campaigns of Dotdigital any more. Pick another.");
    }

    private Task AuditAsync(
        NpgsqlConnection connection, SaveIntegratedEmail request, string action, long entryId, EmailTemplate template,
        CancellationToken cancellationToken) =>
        audit.WriteAsync(
            connection, request.Actor, action, "integrated_email", entryId,
            new
            {
                request.ScheduleId, name = request.Input.Name.Trim(), request.Input.MailingCategoryId, request.Input.CustomerListId,
                template.CampaignId, campaign = template.Name, request.Input.FirstSendConfirmed,
            },
            cancellationToken);
}
