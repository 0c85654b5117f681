using CustomerListSchedules.Infrastructure.Files;

namespace CustomerListSchedules.Features.CustomerLists.Output;

/// <summary>One column for each contact preference: Yes, No or Not asked.</summary>
internal static class ContactPreferenceColumns
{
    public static OutputColumn For(long id, string label)
    {
        var name = $"contact_preference_{id}";
        return new OutputColumn(name, label, "Contact preferences", false, FileColumnKind.Text)
        {
            Sql = $"coalesce(answers_{id}.{name}, 'Not asked')",
            Source = new OutputSource(
                $"answers_{id}", "select p.customer_id",
                "crm.customer_contact_preferences p", "p.customer_id",
                $"where p.contact_preference_id = {id}"),
            SourceSql = "p.answer",
        };
    }
}
