using CustomerListSchedules.Infrastructure.Database;
using Npgsql;

namespace CustomerListSchedules.Features.AddIntegratedEmail;

/// <summary>The statements that <see cref="SaveIntegratedEmail"/> executes, on its transaction.</summary>
internal sealed class StoreIntegratedEmail(NpgsqlConnection connection, SaveIntegratedEmail request, CancellationToken cancellationToken)
{
    // Whoever adds to or changes a schedule waits for its row.
    private const string LockSql =
        """
        select true from schedules
        where id = @scheduleId and deleted_at is null and action = 'send_integrated_email'
        for no key update
        """;

    private const string CustomerListSql = "select true from customer_lists where id = @customerListId and deleted_at is null for share";

    private const string CategorySql =
        "select true from mailing_categories where id = @mailingCategoryId and (retired_at is null or id = @kept) for share";

    private const string InsertSql =
        """
        insert into integrated_emails (schedule_id, position, name, mailing_category_id, customer_list_id, campaign_id, campaign_name,
          output_columns, first_send_confirmed, idempotency_key)
        select @scheduleId, coalesce(max(position), 0) + 1, @name, @mailingCategoryId, @customerListId, @campaignId, @campaignName,
          @columns, @firstSendConfirmed, @key
        from integrated_emails
        where schedule_id = @scheduleId
        on conflict (idempotency_key) do nothing
        returning id
        """;

    private const string UpdateSql =
        """
        update integrated_emails
        set name = @name, mailing_category_id = @mailingCategoryId, customer_list_id = @customerListId, campaign_id = @campaignId,
          campaign_name = @campaignName, output_columns = @columns, first_send_confirmed = @firstSendConfirmed, version = version + 1
        where id = @id
        """;

    public async Task<bool> LockScheduleAsync() => await IsTrueAsync(LockSql, new { request.ScheduleId });

    public async Task<bool> CustomerListExistsAsync() => await IsTrueAsync(CustomerListSql, new { request.Input.CustomerListId });

    public async Task<bool> CategoryExistsAsync(long? kept) =>
        await IsTrueAsync(CategorySql, new { request.Input.MailingCategoryId, kept });

    public Task<long?> InsertAsync(EmailTemplate template, string[] columns) =>
        connection.ScalarAsync<long?>(InsertSql, Values(null, template, columns), cancellationToken);

    public Task UpdateAsync(long id, EmailTemplate template, string[] columns) =>
        connection.RunAsync(UpdateSql, Values(id, template, columns), cancellationToken);

    private object Values(long? id, EmailTemplate template, string[] columns) => new
    {
        id,
        request.ScheduleId,
        name = request.Input.Name.Trim(),
        request.Input.MailingCategoryId,
        request.Input.CustomerListId,
        template.CampaignId,
        campaignName = template.Name.Length > 400 ? template.Name[..400] : template.Name,
        columns,
        request.Input.FirstSendConfirmed,
        request.Key,
    };

    private async Task<bool> IsTrueAsync(string sql, object parameters) =>
        await connection.ScalarAsync<bool?>(sql, parameters, cancellationToken) is true;
}
