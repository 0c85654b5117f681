using CustomerListSchedules.Features.SetUp.SampleData;

namespace CustomerListSchedules.EndToEnd;

/// <summary>The sample accounts as <see cref="ApplicationProcess"/> starts with them.</summary>
internal static class SampleAccount
{
    extension(SampleSignIn account)
    {
        public string Password
        {
            get
            {
                ArgumentNullException.ThrowIfNull(account);
                return ApplicationProcess.SamplePassword;
            }
        }
    }
}
