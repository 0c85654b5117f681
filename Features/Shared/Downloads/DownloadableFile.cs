using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;

namespace CustomerListSchedules.Features.Shared.Downloads;

/// <summary>A stored file on its way to a browser.</summary>
public sealed record DownloadableFile(long FileId, long? MessageId, string FileName, string ContentType, long Size);
