using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.SendIntegratedEmail;

/// <summary>A mailing has ended or begun again: published within the transaction that says so, to whoever keeps the runs.</summary>
/// <param name="Connection">The transaction's connection.</param>
/// <param name="RunId">The run that the mailing is part of.</param>
/// <param name="Ended">False when it begins again.</param>
/// <param name="At">When.</param>
public sealed record MailingChanged(NpgsqlConnection Connection, long RunId, bool Ended, Instant At) : INotification;
