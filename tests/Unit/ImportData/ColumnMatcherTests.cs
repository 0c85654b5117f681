using CustomerListSchedules.Features.ImportData.Kinds;
using CustomerListSchedules.Features.ImportData.Reading;

namespace CustomerListSchedules.Unit.ImportData;

public sealed class ColumnMatcherTests
{
    private static readonly ImportKind Customers = ImportKinds.Get("customers");

    [Fact]
    public void Columns_are_recognised_whatever_their_capitals_and_signs() =>
        Assert.Equal(
            ["external_reference", "first_name", "last_name", "email", "address_line_1", "birth_date", null, "deleted"],
            ColumnMatcher.Match(
                Customers, ["customer_number", "FirstName", "SURNAME", "E-mail", "Address 1", "Date of birth", "Shoe size", "Deleted?"]));

    [Theory]
    [InlineData("customers", "Kundennummer;Anrede;Vorname;Nachname;E-Mail-Adresse;Straße;PLZ;Ort;Land;Geburtsdatum",
        "external_reference title first_name last_name email address_line_1 postcode town country birth_date")]
    [InlineData("customers", "Civilité;Prénom;Nom;Adresse e-mail;Téléphone;Code postal;Ville;Pays;Date de naissance",
        "title first_name last_name email phone postcode town country birth_date")]
    [InlineData("customers", "Nombre;Apellidos;Correo electrónico;Teléfono;Dirección;Código postal;Población",
        "first_name last_name email phone address_line_1 postcode town")]
    [InlineData("customers", "Voornaam;Achternaam;E-mailadres;Telefoonnummer;Postcode;Woonplaats",
        "first_name last_name email phone postcode town")]
    [InlineData("customers", "Contact ID;First Name;Last Name;Email;Mobile Phone;Mailing Street;Zip/Postal Code;Tags",
        "external_reference first_name last_name email mobile address_line_1 postcode tags")]
    [InlineData("bookings", "Order no.;Attendee E-mail;Event name;Event date;Event time;Order date;Quantity;Gross amount;Attendee status",
        "external_reference by_customer_email by_event_name by_event_starts by_event_time booked_at tickets amount status")]
    [InlineData("bookings", "Bestellnummer;E-Mail;Veranstaltung;Veranstaltungsbeginn;Bestelldatum;Anzahl;Gesamtbetrag;Status",
        "external_reference by_customer_email by_event_name by_event_starts booked_at tickets amount status")]
    public void The_layouts_of_common_tools_are_recognised_in_their_languages(string kind, string headers, string columns) =>
        Assert.Equal(columns.Split(' '), ColumnMatcher.Match(ImportKinds.Get(kind), headers.Split(';')));

    [Theory]
    [InlineData("Do Not Email;Do Not Phone")]
    [InlineData("Contact by email;Contact by phone;Contact by text to mobile")]
    [InlineData("Photo consent deleted;Newsletter removed")]
    [InlineData("Emergency Contact Phone;Emergency Contact Email;Venue Postcode")]
    [InlineData("Job Title;IP Address;Account State;Whole Address;Second Email")]
    [InlineData("Nom et prénom;Vor- und Nachname;Nome e cognome;Nombre y apellidos;First and Last Name")]
    [InlineData("Number;Customer")]
    public void What_is_about_something_else_is_left_out(string headers) =>
        Assert.All(ColumnMatcher.Match(Customers, headers.Split(';')), Assert.Null);

    [Theory]
    [InlineData("Email;Email Address", "email ")]
    [InlineData("Billing: First name;Billing: E-mail;Mailing City;Mailing Zip", "first_name email town postcode")]
    [InlineData("Buyer e-mail;Ticket holder surname;Primary phone", "email last_name phone")]
    public void A_column_that_only_says_whose_it_is_besides_is_recognised(string headers, string columns) =>
        Assert.Equal(columns.Split(' '), ColumnMatcher.Match(Customers, headers.Split(';')).Select(column => column ?? ""));

    [Fact]
    public void A_price_or_a_refund_is_not_what_a_booking_came_to() =>
        Assert.Equal(
            ["tickets", null, null, "currency"],
            ColumnMatcher.Match(ImportKinds.Get("bookings"), ["Tickets", "Ticket Price", "Refund amount", "Currency"]));

    [Fact]
    public void A_fields_own_name_wins_over_anothers_alias_and_each_field_is_taken_once() =>
        Assert.Equal(
            [null, "external_reference", null], ColumnMatcher.Match(Customers, ["ID", "External Reference", "external_reference"]));

    [Fact]
    public void Every_label_column_and_alias_is_of_one_field_of_its_kind() =>
        Assert.All(ImportKinds.All, kind =>
        {
            var matched = kind.Fields.Select(field => ColumnMatcher.Match(kind, [field.Label])[0]);
            Assert.Equal(kind.Fields.Select(field => field.Column), matched);
            var aliases = kind.Fields.SelectMany(field => field.Aliases.Select(alias => (field.Column, alias))).ToList();
            Assert.Equal(aliases.Count, aliases.DistinctBy(pair => pair.alias).Count());
            Assert.All(aliases, pair => Assert.Equal(pair.Column, ColumnMatcher.Match(kind, [pair.alias])[0]));
        });

    [Fact]
    public void What_is_needed_and_what_is_chosen_twice_is_said() =>
        Assert.Equal(
            [
                "External Reference, Customer ID or Email is needed. Choose one of them for a column of the file.",
                "Phone is chosen for 2 columns. Choose it for one.",
            ],
            ColumnMatcher.ProblemsOf(Customers, ["phone", "phone", null]));

    [Fact]
    public void A_venues_reference_wins_over_our_own_number_and_that_is_never_taken_for_it() =>
        Assert.Equal(
            ["by_customer_id", "external_reference"], ColumnMatcher.Match(Customers, ["Customer ID", "Customer Reference"]));

    [Fact]
    public void A_wanted_column_is_recognised_by_the_end_of_its_name_where_only_one_can_be_meant()
    {
        Assert.Equal(
            ["email", "phone", "first_name", "last_name"],
            ColumnMatcher.Match(
                Customers, ["Primary E-mail", "Tel. (day)", "Invoice address: Given name", "Invoice address: Family name"]));
        Assert.Equal([null, null], ColumnMatcher.Match(Customers, ["Buyer's e-mail", "Attendee's e-mail"]));
    }

    [Fact]
    public void A_time_is_of_no_use_without_its_date() =>
        Assert.Contains(
            "Start Time is of no use without Starts. Choose that as well, or leave it out.",
            ColumnMatcher.ProblemsOf(ImportKinds.Get("instances"), ["external_reference", "event_reference", "starts_time"]));

    [Fact]
    public void A_tag_needs_a_reference_or_a_name() =>
        Assert.Equal(
            ["Tag Reference or Tag Name is needed. Choose one of them for a column of the file."],
            ColumnMatcher.ProblemsOf(ImportKinds.Get("tags"), ["customer_reference"]));
}
