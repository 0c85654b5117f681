using System.Text.Json.Serialization;

namespace CustomerListSchedules.Features.CustomerLists.Definition;

public enum Join
{
    And,
    Or,
}
