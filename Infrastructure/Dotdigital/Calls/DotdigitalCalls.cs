using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using static CustomerListSchedules.Infrastructure.Dotdigital.Calls.DotdigitalJson;

namespace CustomerListSchedules.Infrastructure.Dotdigital.Calls;

/// <summary>The names of the calls, by which limits are kept.</summary>
internal static class DotdigitalCalls
{
    public const string Import = "import-contacts";
}
