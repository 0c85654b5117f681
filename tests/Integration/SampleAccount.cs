using CustomerListSchedules.Features.SetUp.SampleData;

namespace CustomerListSchedules.Integration;

/// <summary>The sample accounts as <see cref="TestApplication"/> starts with them.</summary>
internal static class SampleAccount
{
    extension(SampleSignIn account)
    {
        public string Password
        {
            get
            {
                ArgumentNullException.ThrowIfNull(account);
                return TestApplication.Password;
            }
        }
    }
}
