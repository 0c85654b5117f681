using System.Text.Json.Serialization;
using CustomerListSchedules.Features.CustomerLists.Criteria;

namespace CustomerListSchedules.Features.CustomerLists.Definition;

public enum Join
{
    And,
    Or,
}
