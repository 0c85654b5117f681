using System.Reflection;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace CustomerListSchedules.Infrastructure.Database;

/// <summary>A migration whose SQL is the file of the same name in <c>Migrations/</c>. Forward only.</summary>
public abstract class SqlMigration : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        var name = GetType().GetCustomAttribute<MigrationAttribute>()!.Id;
        using var stream = typeof(SqlMigration).Assembly.GetManifestResourceStream($"Migrations/{name}.sql")
            ?? throw new InvalidOperationException($"Migrations/{name}.sql is not embedded.");
        using var reader = new StreamReader(stream);
        migrationBuilder.Sql(reader.ReadToEnd());
    }
}

[DbContext(typeof(DatabaseContext)), Migration("0001_identity")]
internal sealed class Migration0001 : SqlMigration;

[DbContext(typeof(DatabaseContext)), Migration("0002_crm")]
internal sealed class Migration0002 : SqlMigration;

[DbContext(typeof(DatabaseContext)), Migration("0003_customer_lists")]
internal sealed class Migration0003 : SqlMigration;

[DbContext(typeof(DatabaseContext)), Migration("0004_schedules")]
internal sealed class Migration0004 : SqlMigration;

[DbContext(typeof(DatabaseContext)), Migration("0005_runs")]
internal sealed class Migration0005 : SqlMigration;

[DbContext(typeof(DatabaseContext)), Migration("0006_settings_and_audit")]
internal sealed class Migration0006 : SqlMigration;

[DbContext(typeof(DatabaseContext)), Migration("0007_import")]
internal sealed class Migration0007 : SqlMigration;

[DbContext(typeof(DatabaseContext)), Migration("0008_accounts")]
internal sealed class Migration0008 : SqlMigration;

[DbContext(typeof(DatabaseContext)), Migration("0009_links")]
internal sealed class Migration0009 : SqlMigration;

[DbContext(typeof(DatabaseContext)), Migration("0010_lists")]
internal sealed class Migration0010 : SqlMigration;

[DbContext(typeof(DatabaseContext)), Migration("0011_mailings")]
internal sealed class Migration0011 : SqlMigration;

[DbContext(typeof(DatabaseContext)), Migration("0012_dotdigital")]
internal sealed class Migration0012 : SqlMigration;

[DbContext(typeof(DatabaseContext)), Migration("0020_tests")]
internal sealed class Migration0020 : SqlMigration;

[DbContext(typeof(DatabaseContext)), Migration("0030_details_versions")]
internal sealed class Migration0030 : SqlMigration;

[DbContext(typeof(DatabaseContext)), Migration("0040_birthdays")]
internal sealed class Migration0040 : SqlMigration;

[DbContext(typeof(DatabaseContext)), Migration("0041_bookings_status_in_index")]
internal sealed class Migration0041 : SqlMigration;

[DbContext(typeof(DatabaseContext)), Migration("0042_mailings_received_quickly")]
internal sealed class Migration0042 : SqlMigration;

[DbContext(typeof(DatabaseContext)), Migration("0043_mailings_withdrawn")]
internal sealed class Migration0043 : SqlMigration;

[DbContext(typeof(DatabaseContext)), Migration("0045_mailings_of_list_and_account")]
internal sealed class Migration0045 : SqlMigration;

[DbContext(typeof(DatabaseContext)), Migration("0047_who_is_on_it")]
internal sealed class Migration0047 : SqlMigration;

[DbContext(typeof(DatabaseContext)), Migration("0048_what_a_list_run_says")]
internal sealed class Migration0048 : SqlMigration;

[DbContext(typeof(DatabaseContext)), Migration("0051_values_quickly")]
internal sealed class Migration0051 : SqlMigration;
