using CustomerListSchedules.Features.SetUp;
using CustomerListSchedules.Infrastructure;

namespace CustomerListSchedules.Unit.SetUp;

public sealed class AnnounceStartTests
{
    [Fact]
    public void The_first_line_says_where_the_application_is_and_which_version_it_is()
    {
        var first = AnnounceStart.Words("http://localhost:5000/", []).Trim().Split('\n')[0];
        Assert.Equal($"Customer List Schedules is at http://localhost:5000/ (version {Product.Version})", first);
        Assert.Matches(@"^\d+\.\d+\.\d+$", Product.Version);
    }
}
