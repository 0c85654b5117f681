namespace CustomerListSchedules.Features.Shared.Layout;

/// <summary>
/// Something that a slice has to say above every page of staff: a partial without a model, which shows nothing while there is nothing to
/// say.
/// </summary>
/// <param name="View">Its path, such as <c>/Features/X/_Notice.cshtml</c>.</param>
public sealed record LayoutNotice(string View);
