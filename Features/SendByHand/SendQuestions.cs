namespace CustomerListSchedules.Features.SendByHand;

/// <summary>What may be asked about: the first part of a question's address.</summary>
public static class SendQuestions
{
    public const string RunNow = "run-now";
    public const string Retry = "retry";
    public const string Resend = "resend";
    public const string Mailing = "mailing";
    public const string RetryMailing = "retry-mailing";
    public const string Test = "test";
    public const string EmailTest = "email-test";

    /// <summary>The page of what is asked about.</summary>
    public static string PageOf(string what, long id, long? part) => what switch
    {
        Retry or Resend => $"/runs/{id}",
        Mailing or RetryMailing => $"/mailings/{id}",
        Test => $"/schedules/{id}/customer-lists/{part}/first-rows",
        _ => $"/schedules/{id}",
    };
}
