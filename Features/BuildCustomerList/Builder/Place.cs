using System.Globalization;
using CustomerListSchedules.Features.CustomerLists.Criteria;
using CustomerListSchedules.Features.CustomerLists.Definition;

namespace CustomerListSchedules.Features.BuildCustomerList.Builder;

/// <summary>Where something stands in a definition: filter, area, segment and criterion, as <c>main.0.1.2</c>.</summary>
public sealed record Place(bool Pre, int Area, int? Segment = null, int? Criterion = null)
{
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{(Pre ? "pre" : "main")}.{Area}{(Segment is null ? "" : $".{Segment}")}{(Criterion is null ? "" : $".{Criterion}")}");

    public static Place? Parse(string? text)
    {
        var parts = (text ?? "").Split('.');
        if (parts.Length is < 2 or > 4 || parts[0] is not ("pre" or "main"))
        {
            return null;
        }

        var numbers = new int[parts.Length - 1];
        for (var i = 0; i < numbers.Length; i++)
        {
            if (!int.TryParse(parts[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i]))
            {
                return null;
            }
        }

        return new Place(parts[0] == "pre", numbers[0], numbers.Length > 1 ? numbers[1] : null, numbers.Length > 2 ? numbers[2] : null);
    }
}
