using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Files;
using CustomerListSchedules.Infrastructure.Logging;
using CustomerListSchedules.Infrastructure.Web;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;

namespace CustomerListSchedules.Features.Shared.Downloads;

/// <summary>
/// Streams a stored file, decrypted, with its length; recorded before the first byte. A file found damaged on the way
/// aborts the connection, so that no browser takes a part for the whole.
/// </summary>
public sealed class FileDownload(DownloadableFile file) : IActionResult
{
    public async Task ExecuteResultAsync(ActionContext context)
    {
        var http = context.HttpContext;
        var mediator = http.RequestServices.GetRequiredService<IMediator>();
        var store = http.RequestServices.GetRequiredService<EncryptedFileStore>();
        var logger = http.RequestServices.GetRequiredService<ILogger<FileDownload>>();
        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(file.FileName);
        http.Response.ContentType = file.ContentType;
        http.Response.ContentLength = file.Size;
        http.Response.Headers.ContentDisposition = disposition.ToString();
        http.Response.Headers.CacheControl = "no-store";
        if (HttpMethods.IsHead(http.Request.Method))
        {
            return; // Asking what is there is not collecting it.
        }

        if (await mediator.Send(new RecordDownload(file.FileId, file.MessageId, http.Actor()), http.RequestAborted) is not { } download)
        {
            http.Response.Clear();
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        try
        {
            var lane = http.RequestServices.GetRequiredService<LowPriorityGate>().PassOf(http);
            await lane.EnterAsync(http.RequestAborted);
            await store.CopyToAsync(file.FileId, new LowPriorityStream(http.Response.Body, lane), http.RequestAborted);
            lane.Leave();
            await mediator.Send(new CompleteDownload(download), CancellationToken.None);
        }
        catch (DamagedFileException e)
        {
            logger.LogError("File {File} is damaged and was not handed out: {Error}", file.FileId, ErrorWords.InOneLine(e));
            await mediator.Send(new RecordDamage(file.FileId, file.MessageId, http.Actor()), CancellationToken.None);
            if (http.Response.HasStarted)
            {
                http.Abort();
            }
            else
            {
                http.Response.Clear();
                http.Response.Redirect($"{http.Request.Path}?damaged=true");
            }
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The browser went away; the record stays incomplete.
        }
    }
}
