using static CustomerListSchedules.Features.ImportData.Kinds.ImportFieldType;

namespace CustomerListSchedules.Features.ImportData.Kinds;

/// <summary>The kinds of file, in the order in which a venue imports them: what others refer to comes first.</summary>
public static class ImportKinds
{
    private static readonly ImportReference Customer = new("crm.customers", "customer_id", "customer");
    private static readonly ImportReference Event = new("crm.events", "event_id", "event");
    private static readonly ImportReference Instance = new("crm.event_instances", "event_instance_id", "instance");

    private static readonly RowKind Customers = new("customers", "Customers", "customer", "customers", "crm.customers")
    {
        Explains = "one customer",
        HasLinkColumns = true,
        TouchedColumn = "updated_at",
        Cascades =
        [
            new("crm.customer_tags", "customer_id", "tags of customers"),
            new("crm.customer_contact_preferences", "customer_id", "contact preferences"),
            new("crm.bookings", "customer_id", "bookings"), new("crm.donations", "customer_id", "donations"),
            new("crm.memberships", "customer_id", "memberships"), new("crm.mailings_received", "customer_id", "mailings received"),
        ],
        Fields =
        [
            Reference("C1001", ColumnNames.CustomerNumber),
            Id("external_reference"),
            Text("title", "Title", 50, "Ms", ColumnNames.Title),
            Text("first_name", "First Name", 200, "Ada", ColumnNames.FirstName),
            Text("last_name", "Last Name", 200, "Lovelace", ColumnNames.LastName),
            Text("salutation", "Salutation", 200, "Ms Lovelace"),
            Text("letter_salutation", "Letter Salutation", 200, "Dear Ada", "lettersalutation", "dear"),
            new("email", "Email", Email)
            {
                MaxLength = 254,
                Sample = "ada@example.org",
                Aliases = ColumnNames.Email,
                Finds = "external_reference",
                IsMark = true,
            },
            Text("phone", "Phone", 50, "01632 960001", ColumnNames.Phone) with { IsMark = true },
            Text("mobile", "Mobile", 50, "07700 900001", ColumnNames.Mobile) with { IsMark = true },
            Text("address_line_1", "Address Line 1", 200, "12 Market Street", ColumnNames.Address),
            Text("address_line_2", "Address Line 2", 200, "", ColumnNames.Address2),
            Text("address_line_3", "Address Line 3", 200, "", "address3"),
            Text("town", "Town", 100, "Oxford", ColumnNames.Town),
            Text("county", "County", 100, "Oxfordshire", ColumnNames.County),
            Text("postcode", "Postcode", 20, "OX1 2AQ", ColumnNames.Postcode),
            Text("country", "Country", 100, "United Kingdom", ColumnNames.Country),
            new("birth_date", "Birth Date", Date) { Sample = "1985-12-10", Aliases = ColumnNames.BirthDate },
            new("created_at", "Created", Instant)
            {
                Sample = "2019-05-01 10:30",
                KeepWhenEmpty = true,
                Aliases = ColumnNames.Created,
            },
            ImportKind.Deleted,
        ],
    };

    private static readonly LinkKind Tags = new(
        "tags", "Tags", "tag of a customer", "tags of customers", "crm.tags", "crm.customer_tags", "tag_id")
    {
        Explains = "one tag that one customer has; without a customer it only names the tag",
        Fields =
        [
            Points(
                "customer_reference", "Customer Reference", Customer, "C1001", required: false, "customernumber", "customer"),
            Id("customer_reference"),
            Address("customer_reference"),
            Text("reference", "Tag Reference", 100, "T1", "tagid", "externalreference") with { IsMark = true },
            Text("name", "Tag Name", 200, "Friend of the venue", "tag"),
            ImportKind.Deleted,
        ],
    };

    private static readonly LinkKind ContactPreferences =
        new("contact_preferences", "Contact preferences", "contact preference of a customer", "contact preferences of customers",
            "crm.contact_preferences", "crm.customer_contact_preferences", "contact_preference_id")
        {
            Explains = "one answer that one customer gave; without a customer it only names the contact preference",
            ValueColumn = "answer",
            Fields =
            [
                Points(
                    "customer_reference", "Customer Reference", Customer, "C1001", required: false, "customernumber", "customer"),
                Id("customer_reference"),
                Address("customer_reference"),
                Text("reference", "Preference Reference", 100, "P1", "preferenceid", "contactpreferencereference", "externalreference") with
                {
                    IsMark = true,
                },
                Text("name", "Preference Name", 200, "Newsletter by e-mail", "preference", "contactpreference", "statement"),
                new("answer", "Answer", Choice) { Choices = ["Yes", "No", "Not asked"], Sample = "Yes", Aliases = ["response", "consent"] },
                ImportKind.Deleted,
            ],
        };

    private static readonly RowKind Events = new("events", "Events", "event", "events", "crm.events")
    {
        Explains = "one event",
        Holds = new("crm.event_instances", "event_id", "instances"),
        Cascades = [new("crm.tagged_events", "event_id", "tags of events")],
        Fields =
        [
            Reference("E1", "eventid", "eventreference", "id"),
            Text("name", "Name", 300, "The Winter's Tale", "event", "eventname") with { Required = true },
            Text("producer", "Producer", 200, "Northern Company", "promoter", "company"),
            ImportKind.Deleted,
        ],
    };

    private static readonly LinkKind EventTags = new(
        "event_tags", "Event tags", "tag of an event", "tags of events", "crm.event_tags", "crm.tagged_events", "event_tag_id")
    {
        Explains = "one tag that one event has; without an event it only names the tag",
        Fields =
        [
            Points("event_reference", "Event Reference", Event, "E1", required: false, "eventid", "eventnumber", "event"),
            Text("reference", "Tag Reference", 100, "ET1", "tagid", "eventtagid", "externalreference"),
            Text("name", "Tag Name", 200, "Workshop", "tag", "eventtag", "genre"),
            ImportKind.Deleted,
        ],
    };

    private static readonly RowKind Instances = new("instances", "Instances", "instance", "instances", "crm.event_instances")
    {
        Explains = "one performance of an event",
        Holds = new("crm.bookings", "event_instance_id", "bookings"),
        Period = ("starts_at", "ends_at"),
        Fields =
        [
            Reference("I1", "instanceid", "instancereference", "performanceid", "id"),
            Points("event_reference", "Event Reference", Event, "E1", required: true, "eventid", "event"),
            EventName("event_reference"),
            new("starts_at", "Starts", Instant)
            {
                Required = true,
                Sample = "2026-12-12 19:30",
                Aliases = ["startsat", "start", "date", "datetime", "startdate"],
                TimeField = "starts_time",
            },
            Time("starts_time", "Start Time", "19:30", ["starttime", .. ColumnNames.Time]),
            new("ends_at", "Ends", Instant) { Sample = "2026-12-12 22:00", Aliases = ["endsat", "end", "endtime", "finish"] },
            Text("venue", "Venue", 200, "Main House", "space", "auditorium"),
            new("cancelled", "Cancelled", YesNo) { Sample = "No", Aliases = ["iscancelled", "canceled", "iscanceled"] },
            ImportKind.Deleted,
        ],
    };

    private static readonly RowKind Bookings = new("bookings", "Bookings", "booking", "bookings", "crm.bookings")
    {
        Explains = "one booking of one customer for one instance, or one line of it: lines of a booking are added up",
        Lines = new(
            Same: ["customer_reference", "instance_reference", "status"], First: ["booked_at"], Added: ["tickets", "amount"],
            Listed: ["seats", "ticket_type", "notes"]),
        Fields =
        [
            Reference("B1", ColumnNames.OrderNumber),
            Points(
                "customer_reference", "Customer Reference", Customer, "C1001", required: true, "customernumber", "customer"),
            Id("customer_reference"),
            Address("customer_reference"),
            Points("instance_reference", "Instance Reference", Instance, "I1", required: true, "instanceid", "performanceid", "instance"),
            EventName("instance_reference", "event"),
            new("by_event_starts", "Event Starts", Instant)
            {
                Aliases = ColumnNames.EventStarts,
                TimeField = "by_event_time",
                Needs = "by_event_name",
                IsValue = false,
            },
            Time("by_event_time", "Event Time", "19:30", ColumnNames.EventTime),
            new("booked_at", "Booked", Instant)
            {
                Required = true,
                Sample = "2026-11-02 14:05",
                Aliases = ColumnNames.BookedAt,
                TimeField = "booked_time",
            },
            Time("booked_time", "Booked Time", "14:05", ["bookingtime", "ordertime", .. ColumnNames.Time]),
            new("tickets", "Tickets", Count) { Required = true, Sample = "2", Aliases = ColumnNames.Tickets },
            new("amount", "Amount", Amount) { Required = true, Sample = "37.00", Aliases = ColumnNames.Amount },
            Currency(),
            new("status", "Status", Choice)
            {
                Required = true,
                Sample = "Confirmed",
                Choices = ["Reserved", "Confirmed", "Cancelled", "Refunded"],
                Aliases = ColumnNames.Status,
                Synonyms = new Dictionary<string, string>
                {
                    ["paid"] = "Confirmed", ["complete"] = "Confirmed", ["completed"] = "Confirmed", ["attending"] = "Confirmed",
                    ["checked in"] = "Confirmed", ["booked"] = "Confirmed", ["pending"] = "Reserved", ["on hold"] = "Reserved",
                    ["unpaid"] = "Reserved", ["canceled"] = "Cancelled", ["expired"] = "Cancelled", ["not attending"] = "Cancelled",
                },
            },
            Text("seats", "Seats", 500, "C12, C13", "seat", "seatnumbers"),
            Text("ticket_type", "Ticket Type", 200, "Full price", "pricetype", "pricecategory", "ticketname"),
            Text("notes", "Notes", 2000, "Wheelchair space", "note", "comments", "comment"),
            ImportKind.Deleted,
        ],
    };

    private static readonly RowKind Donations = new("donations", "Donations", "donation", "donations", "crm.donations")
    {
        Explains = "one donation of one customer",
        Fields =
        [
            Reference("D1", "donationid", "donationreference", "id"),
            Points(
                "customer_reference", "Customer Reference", Customer, "C1001", required: true, "customernumber", "customer"),
            Id("customer_reference"),
            Address("customer_reference"),
            Text("fund", "Fund", 200, "General fund") with { Required = true },
            Text("campaign", "Campaign", 200, "Winter appeal"),
            new("donated_at", "Donated", Instant)
            {
                Required = true,
                Sample = "2026-11-02",
                Aliases = ["donatedat", "donationdate", "date"],
                TimeField = "donated_time",
            },
            Time("donated_time", "Donated Time", "10:15", ["donationtime", .. ColumnNames.Time]),
            new("amount", "Amount", Amount) { Required = true, Sample = "25.00", Aliases = ["total", "value"] },
            Currency(),
            ImportKind.Deleted,
        ],
    };

    private static readonly RowKind Memberships = new("memberships", "Memberships", "membership", "memberships", "crm.memberships")
    {
        Explains = "one membership of one customer",
        Period = ("starts_on", "expires_on"),
        Fields =
        [
            Reference("M1", "membershipid", "membershipreference", "id"),
            Points(
                "customer_reference", "Customer Reference", Customer, "C1001", required: true, "customernumber", "customer"),
            Id("customer_reference"),
            Address("customer_reference"),
            Text("scheme", "Scheme", 200, "Friend", "membership", "membershipscheme") with { Required = true },
            new("starts_on", "Starts", Date) { Required = true, Sample = "2026-01-01", Aliases = ["startson", "startdate", "start"] },
            new("expires_on", "Expires", Date) { Sample = "2026-12-31", Aliases = ["expireson", "expirydate", "expiry", "enddate", "end"] },
            ImportKind.Deleted,
        ],
    };

    public static readonly IReadOnlyList<ImportKind> All =
        [Customers, Tags, ContactPreferences, Events, EventTags, Instances, Bookings, Donations, Memberships];

    /// <param name="key">"contact_preferences"; on the command line also with a hyphen or a space.</param>
    public static ImportKind? Find(string? key) =>
        All.FirstOrDefault(kind => kind.Key == key?.Trim().Replace('-', '_').Replace(' ', '_').ToLowerInvariant());

    public static ImportKind Get(string key) => Find(key) ?? throw new ArgumentException($"There is no kind \"{key}\".", nameof(key));

    private static ImportField Reference(string sample, params string[] aliases) =>
        new("external_reference", "External Reference", ImportFieldType.Text)
        {
            MaxLength = 100,
            Required = true,
            IsMark = true,
            Sample = sample,
            Aliases = ["reference", .. aliases],
        };

    /// <summary>Our own number, which files of ours have; a venue's own is the reference.</summary>
    private static ImportField Id(string finds) => new("by_customer_id", "Customer ID", ImportFieldType.Id)
    {
        Finds = finds,
        IsValue = false,
        IsMark = true,
    };

    private static ImportField Address(string finds) => new("by_customer_email", "Customer Email", Email)
    {
        MaxLength = 254,
        Finds = finds,
        IsValue = false,
        IsMark = true,
        Aliases = ["email", "customeremailaddress", .. ColumnNames.Email],
    };

    /// <summary>An event, or with its time a performance, by name.</summary>
    private static ImportField EventName(string finds, params string[] aliases) => new("by_event_name", "Event Name", ImportFieldType.Text)
    {
        MaxLength = 300,
        Finds = finds,
        IsValue = false,
        Aliases = [.. aliases, .. ColumnNames.EventName],
    };

    /// <summary>Of the amount beside it.</summary>
    private static ImportField Currency() => new(ImportKind.Currency, ImportKind.CurrencyLabel, ImportFieldType.Currency)
    {
        Aliases = ["currencycode", "ccy", "wahrung", "devise", "moneda", "valuta", "munteenheid", "waluta"],
    };

    private static ImportField Time(string column, string label, string sample, params string[] aliases) =>
        new(column, label, ImportFieldType.Time) { Sample = sample, Aliases = aliases };

    private static ImportField Points(
        string column, string label, ImportReference points, string sample, bool required, params string[] aliases) =>
        new(column, label, ImportFieldType.Reference)
        {
            MaxLength = 100,
            Required = required,
            IsMark = true,
            Points = points,
            Sample = sample,
            Aliases = aliases,
        };

    private static ImportField Text(string column, string label, int maxLength, string sample, params string[] aliases) =>
        new(column, label, ImportFieldType.Text) { MaxLength = maxLength, Sample = sample, Aliases = aliases };
}
