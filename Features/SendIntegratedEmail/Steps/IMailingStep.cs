namespace CustomerListSchedules.Features.SendIntegratedEmail.Steps;

/// <summary>
/// One step of a mailing. It may be begun any number of times, by any node: what it did before is stored or can be asked for. It stores
/// its result together with the step that comes next.
/// </summary>
internal interface IMailingStep
{
    /// <summary>As in <c>mailings.step</c>.</summary>
    string Step { get; }

    Task<StepResult> RunAsync(MailingClaim claim, CancellationToken cancellationToken);
}
