using CustomerListSchedules.Features.GatherEvidence.Packs;
using CustomerListSchedules.Features.RunCustomerList;
using CustomerListSchedules.Features.Shared.Quotas;
using CustomerListSchedules.Features.TraceCustomerData;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Database;
using CustomerListSchedules.Infrastructure.Files.Papers;
using MediatR;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.GatherEvidence;

/// <summary>
/// An evidence pack as a file to be downloaded once and kept nowhere. That it was made is in the audit; null when there is nothing.
/// </summary>
/// <param name="Json">As JSON; otherwise as a Word document.</param>
public sealed record MakeEvidence(EvidenceOf Of, bool Json, Actor Actor) : IRequest<EvidenceMade?>;

public abstract record EvidenceMade
{
    /// <param name="Content">A temporary file at its start, deleted when it is closed.</param>
    public sealed record Done(Stream Content, string FileName, string ContentType) : EvidenceMade;

    /// <param name="Why">They have made as many as they may.</param>
    public sealed record Refused(string Why) : EvidenceMade;
}

internal sealed class MakeEvidenceHandler(
    NpgsqlDataSource dataSource, IMediator mediator, QuotaLedger quotas, AuditLog audit) : IRequestHandler<MakeEvidence, EvidenceMade?>
{
    // All packs of a person count together: each is of somebody else.
    private const long EveryPack = 0;

    public async Task<EvidenceMade?> Handle(MakeEvidence request, CancellationToken cancellationToken)
    {
        // Where a customer's data went is an entry of the audit as any other look.
        var trace = request.Of is EvidenceOf.Customer customer
            ? await mediator.Send(new TraceCustomer(customer.Id, request.Actor), cancellationToken)
            : null;
        if (await mediator.Send(new GatherPack(request.Of, request.Actor.Name, trace), cancellationToken) is not { } pack)
        {
            return null;
        }

        var zone = DateTimeZoneProviders.Tzdb[pack.Venue.TimeZone];
        if (await NoteAsync(request, pack, cancellationToken) is { } reached)
        {
            return new EvidenceMade.Refused(reached.Words("made an evidence pack", "Another can be made", zone));
        }

        var file = new FileStream(
            Path.GetTempFileName(), FileMode.Truncate, FileAccess.ReadWrite, FileShare.None, 64 * 1024, FileOptions.DeleteOnClose);
        try
        {
            if (request.Json)
            {
                EvidenceJson.Write(file, pack);
            }
            else
            {
                PaperDocx.Write(file, new EvidencePaper(pack, zone).Write());
            }

            file.Position = 0;
            return new EvidenceMade.Done(
                file, $"evidence-pack{NameOf(request.Of)}.{(request.Json ? "json" : FileFormat.Docx)}",
                request.Json ? "application/json" : PaperDocx.ContentType);
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    private Task<QuotaReached?> NoteAsync(MakeEvidence request, EvidencePack pack, CancellationToken cancellationToken) =>
        dataSource.InTransactionAsync(
            async connection =>
            {
                if (await quotas.UseAsync(
                    connection, Quota.EvidencePack, request.Actor.UserId, EveryPack, cancellationToken) is { } reached)
                {
                    return reached;
                }

                var (action, kind, id, address) = request.Of switch
                {
                    EvidenceOf.Run run => ("run.evidence_made", "run", (long?)run.Id, null),
                    EvidenceOf.Customer customer => ("customer.evidence_made", "customer", customer.Id, null),
                    EvidenceOf.Address of => ("address.evidence_made", (string?)null, (long?)null, of.Text),
                    _ => throw new ArgumentOutOfRangeException(nameof(request)),
                };
                await audit.WriteAsync(
                    connection, request.Actor, action, kind, id,
                    new { address, format = request.Json ? "JSON" : "Word document", lists = pack.Deliveries.Count }, cancellationToken);
                return null;
            },
            cancellationToken);

    // No address: a file's name is seen by more people than the file.
    private static string NameOf(EvidenceOf of) => of switch
    {
        EvidenceOf.Run run => $"-run-{run.Id}",
        EvidenceOf.Customer customer => $"-customer-{customer.Id}",
        _ => "-address",
    };
}
