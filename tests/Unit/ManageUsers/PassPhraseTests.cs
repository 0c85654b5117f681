using CustomerListSchedules.Features.ManageUsers;
using CustomerListSchedules.Infrastructure.Identity;

namespace CustomerListSchedules.Unit.ManageUsers;

public sealed class PassPhraseTests
{
    [Fact]
    public void It_is_of_at_least_sixty_bits_of_plain_words_each_in_the_list_once()
    {
        Assert.Equal(PassPhrase.Words.Distinct().Count(), PassPhrase.Words.Count);
        Assert.All(PassPhrase.Words, word => Assert.Matches("^[a-z]{3,9}$", word));
        Assert.InRange(PassPhrase.Length * Math.Log2(PassPhrase.Words.Count), 60, 80);
    }

    [Fact]
    public void It_keeps_the_rule_for_passwords_also_where_a_name_is_one_of_its_words()
    {
        var used = new HashSet<string>();
        for (var i = 0; i < 2000; i++)
        {
            var phrase = PassPhrase.Suggest("Robin Willow", "heron@example.org");
            Assert.Null(PasswordRules.Refusal(phrase, "Robin Willow", "heron@example.org"));
            used.UnionWith(phrase.Split(' '));
        }

        Assert.InRange(used.Count, PassPhrase.Words.Count - 5, PassPhrase.Words.Count); // Every word comes up.
    }
}
