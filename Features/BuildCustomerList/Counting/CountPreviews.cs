using CustomerListSchedules.Infrastructure.Database;
using Npgsql;

namespace CustomerListSchedules.Features.BuildCustomerList.Counting;

/// <summary>
/// Previews of counts hold first rows of lists; they live an hour, and are the simplest to make anew when somebody is erased.
/// </summary>
internal static class CountPreviews
{
    public static Task ForgetAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        connection.RunAsync("delete from list_counts where preview is not null", cancellationToken, Timeout.InfiniteTimeSpan);
}
