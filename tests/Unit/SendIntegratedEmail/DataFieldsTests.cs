using CustomerListSchedules.Features.BuildCustomerList.Builder;
using CustomerListSchedules.Features.CustomerLists.Definition;
using CustomerListSchedules.Features.CustomerLists.Output;
using CustomerListSchedules.Features.SendIntegratedEmail;

namespace CustomerListSchedules.Unit.SendIntegratedEmail;

public sealed class DataFieldsTests
{
    private static readonly OutputCatalogue Catalogue = OutputCatalogue.With([new Choice(1, "E-mail: what’s on"), new Choice(2, "お知らせ")]);

    [Fact]
    public void First_last_and_full_name_are_always_sent_and_never_twice()
    {
        var fields = DataFields.For(["name", "email", "first_name", "postcode"], Catalogue).Fields;
        Assert.Equal(["FIRSTNAME", "LASTNAME", "FULLNAME", "POSTCODE"], fields.Select(field => field.Name));
    }

    [Fact]
    public void Names_keep_Dotdigitals_rules_and_are_unique()
    {
        var all = DataFields.For(Catalogue.Columns.Select(column => column.Key), Catalogue).Fields;
        Assert.All(all, field => Assert.Matches("^[A-Z0-9_-]{1,20}$", field.Name));
        Assert.Equal(all.Count, all.Select(field => field.Name).Distinct().Count());
        Assert.Equal(all.Count, all.Select(field => field.Key).Distinct().Count());
    }

    [Theory]
    [InlineData("Last Donation Amount", "LAST_DONATION_AMOUNT")]
    [InlineData("Whole Address, with country", "WHOLE_ADDRESS_WITH_C")]
    [InlineData("Prénom & Straße", "PRENOM_STRA_E")]
    [InlineData("— ! —", null)]
    public void A_label_becomes_a_name(string label, string? name) => Assert.Equal(name, DataFields.NameFor(label, []));

    [Fact]
    public void A_name_that_is_taken_gets_a_number_within_the_length() =>
        Assert.Equal("LAST_DONATION_AMOU_2", DataFields.NameFor("Last Donation Amount", ["LAST_DONATION_AMOUNT"]));

    [Fact]
    public void A_column_that_is_gone_is_left_out_and_named() =>
        Assert.Equal(["contact_preference_99"], DataFields.For(["contact_preference_99"], Catalogue).LeftOut);
}
