using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Features.SetUp.SampleData;

/// <summary>The customers of a believable venue with all that they did, the same for the same moment.</summary>
internal static class SampleHistory
{
    public const string Analyzed =
        """
        analyze crm.customers; analyze crm.events; analyze crm.event_tags; analyze crm.tagged_events; analyze crm.event_instances;
        analyze crm.bookings; analyze crm.donations; analyze crm.memberships; analyze crm.mailings_received; analyze crm.tags;
        analyze crm.customer_tags; analyze crm.contact_preferences; analyze crm.customer_contact_preferences
        """;

    public static void Write(NpgsqlConnection connection, int count, Instant now, DateTimeZone zone)
    {
        var today = now.InZone(zone).Date;
        var customers = new SampleCustomers(count, now);
        var programme = new SampleProgramme(today, zone);
        customers.Write(connection, today);
        programme.Write(connection);
        SampleBookings.Write(connection, customers, programme, now);
        SampleGiving.WriteDonations(connection, customers, zone, now);
        SampleGiving.WriteMemberships(connection, customers, today);
        SampleContacts.WriteTags(connection, customers);
        SampleContacts.WritePreferences(connection, customers);
        SampleContacts.WriteMailings(connection, customers, today, zone);
    }
}
