using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Database;
using FluentValidation;
using MediatR;
using Npgsql;

namespace CustomerListSchedules.Features.ReviewMailings;

/// <summary>Saves when a mailing is held. False when somebody else changed it meanwhile.</summary>
public sealed record SaveGuard(GuardInput Guard, Actor Actor) : IRequest<bool>;

internal sealed class SaveGuardValidator : AbstractValidator<SaveGuard>
{
    public SaveGuardValidator()
    {
        RuleFor(request => request.Guard.MoreThanTimes).InclusiveBetween(2, 100).WithMessage("Enter a number from 2 to 100.");
        RuleFor(request => request.Guard.LessThanOneIn).InclusiveBetween(2, 1000).WithMessage("Enter a number from 2 to 1,000.");
        RuleFor(request => request.Guard.RunsCompared).InclusiveBetween(1, 100).WithMessage("Enter a number from 1 to 100.");
        RuleFor(request => request.Guard.NeverBelow).InclusiveBetween(0, 1_000_000).WithMessage("Enter a number from 0 to 1,000,000.");
        RuleFor(request => request.Guard.FirstSendAbove).InclusiveBetween(0, 10_000_000)
            .WithMessage("Enter a number from 0 to 10,000,000.");
    }
}

internal sealed class SaveGuardHandler(NpgsqlDataSource dataSource, AuditLog audit) : IRequestHandler<SaveGuard, bool>
{
    // The same form sent twice finds its own work done.
    private const string Sql =
        """
        update mailing_settings
        set more_than_times = @moreThanTimes, less_than_one_in = @lessThanOneIn, runs_compared = @runsCompared, never_below = @neverBelow,
          first_send_above = @firstSendAbove, version = version + 1
        where version = @version or (more_than_times, less_than_one_in, runs_compared, never_below, first_send_above)
          = (@moreThanTimes, @lessThanOneIn, @runsCompared, @neverBelow, @firstSendAbove)
        """;

    public async Task<bool> Handle(SaveGuard request, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await connection.RunAsync(Sql, request.Guard, cancellationToken) == 0)
        {
            return false;
        }

        await audit.WriteAsync(
            connection, request.Actor, "mailing_settings.changed", "mailing_settings", 1, request.Guard, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }
}
