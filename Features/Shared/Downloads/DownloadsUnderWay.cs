namespace CustomerListSchedules.Features.Shared.Downloads;

/// <summary>SQL about the downloads of a stored file that is called <c>f</c>; takes <c>@now</c>.</summary>
internal static class DownloadsUnderWay
{
    /// <summary>
    /// Whether somebody may still be collecting it. A download that began an hour ago and never ended was given up.
    /// </summary>
    public const string Sql =
        """
        exists (
          select from downloads collecting
          where collecting.file_id = f.id and not collecting.completed and collecting.downloaded_at > @now - interval '1 hour')
        """;
}
