namespace CustomerListSchedules.Features.RunCustomerList;

/// <summary>A file is never silently short.</summary>
internal sealed class RowCountException(long members, long rows)
    : Exception(FormattableString.Invariant(
        $"The list has {members:N0} customers but {rows:N0} rows were written, so the file was not kept."));
