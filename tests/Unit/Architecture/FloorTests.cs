namespace CustomerListSchedules.Unit.Architecture;

/// <summary>The slices stand on floors: each uses only slices of lower floors, so that there is no circle.</summary>
public sealed class FloorTests
{
    internal static readonly string[][] Floors =
    [
        ["Shared"],
        ["CustomerLists", "CreateSchedule", "KeepDrafts", "NotifyStaff", "SignIn", "Sandbox", "ReviewAudit"],
        ["ImportData", "SetUp"],
        ["RunCustomerList", "TraceCustomerData", "ChangeSettings"],
        ["CompareAccess"],
        ["BuildCustomerList", "SendIntegratedEmail"],
        ["DeliverSchedule", "ReviewMailings"],
        ["AddCustomerList", "CollectReport", "PartnerRun", "EraseCustomer", "GatherEvidence", "ReviewRuns"],
        ["BrowseSchedules", "AddIntegratedEmail", "ReviewAccess"],
        ["ManageUsers", "Today", "Calendar", "SendByHand"],
    ];

    private static readonly IReadOnlyList<Reference> References = TypeReferences.BetweenSlices();

    [Fact]
    public void Every_slice_stands_on_one_floor() =>
        Assert.Equal(
            House.Files("Features", "*.cs").Where(file => file.Count(
                letter => letter == '/') > 1).Select(file => file.Split('/')[1]).Distinct().Order(StringComparer.Ordinal),
            Floors.SelectMany(floor => floor).Order(StringComparer.Ordinal));

    [Fact]
    public void A_slice_uses_only_slices_of_lower_floors()
    {
        Assert.True(References.Count > 100, "Where no reference is found, none can be wrong.");
        House.AssertNone(References.Where(reference => FloorOf(reference.To) >= FloorOf(
            reference.From)).Select(reference => reference.ToString()));
    }

    [Fact]
    public void No_slices_form_a_circle()
    {
        var uses = References.ToLookup(reference => reference.From, reference => reference.To);
        var done = new HashSet<string>();
        var circles = new List<string>();
        foreach (var slice in Floors.SelectMany(floor => floor))
        {
            Walk(slice, []);
        }

        House.AssertNone(circles);

        void Walk(string slice, List<string> way)
        {
            if (way.IndexOf(slice) is >= 0 and var start)
            {
                circles.Add(string.Join(" -> ", way.Skip(start).Append(slice)));
            }
            else if (!done.Contains(slice))
            {
                foreach (var next in uses[slice].Distinct())
                {
                    Walk(next, [.. way, slice]);
                }

                done.Add(slice);
            }
        }
    }

    private static int FloorOf(string slice) => Array.FindIndex(Floors, floor => floor.Contains(slice));
}
