using CustomerListSchedules.Infrastructure.Files;

namespace CustomerListSchedules.Features.CustomerLists.Output;

/// <summary>What a customer's own row holds, and the tags.</summary>
internal static class CustomerColumns
{
    private const string Group = "Customer";
    private const string Address = "Address";

    private static readonly OutputSource Tags = new(
        "customer_tag_names", "select t.customer_id",
        "crm.customer_tags t join crm.tags tag on tag.id = t.tag_id", "t.customer_id",
        "group by t.customer_id");

    public static readonly IReadOnlyList<OutputColumn> All =
    [
        Own("name", "Name", Group, common: true),
        Own("first_name", "First Name", Group, common: true),
        Own("last_name", "Last Name", Group, common: true),
        Own("email", "Email", Group, common: true, contact: true),
        Own("postcode", "Postcode", Address, common: true),
        Own("phone", "Phone", Group, common: true, contact: true),
        new("customer_id", "Customer ID", Group, true, FileColumnKind.Integer) { Sql = "c.id" },
        Own("town", "Town", Address, common: true),
        Own("title", "Title", Group),
        Own("salutation", "Salutation", Group),
        Own("letter_salutation", "Letter Salutation", Group),
        new("customer_reference", "Customer Reference", Group, false, FileColumnKind.Text) { Sql = "c.external_reference" },
        Own("mobile", "Mobile", Group, contact: true),
        Own("address_line_1", "Address Line 1", Address),
        Own("address_line_2", "Address Line 2", Address),
        Own("address_line_3", "Address Line 3", Address),
        Own("county", "County", Address),
        Own("country", "Country", Address),
        new("address", "Whole Address", Address, false, FileColumnKind.Text)
        {
            IsContact = true,
            Sql = "concat_ws(', ', c.address_line_1, c.address_line_2, c.address_line_3, c.town, c.county, c.postcode, c.country)",
        },
        new("birth_date", "Birth Date", Group, false, FileColumnKind.Date) { Sql = "c.birth_date", IsContact = true },
        new("age", "Age", Group, false, FileColumnKind.Integer) { Sql = "extract(year from age({today}, c.birth_date))::bigint" },
        new("created", "Created", Group, false, FileColumnKind.Instant) { Sql = "c.created_at" },
        new("updated", "Last Changed", Group, false, FileColumnKind.Instant) { Sql = "c.updated_at" },
        new("tags", "Tags", Group, false, FileColumnKind.Text)
        {
            Sql = "customer_tag_names.tags", Source = Tags,
            SourceSql = "string_agg(tag.name, '; ' order by tag.name collate crm.list_order, tag.id)",
        },
    ];

    private static OutputColumn Own(string key, string label, string group, bool common = false, bool contact = false) =>
        new(key, label, group, common, FileColumnKind.Text) { Sql = "c." + key, IsContact = contact || group == Address };
}
