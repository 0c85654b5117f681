using CustomerListSchedules.Features.AddIntegratedEmail;
using CustomerListSchedules.Features.BrowseSchedules.Coming;
using CustomerListSchedules.Features.BuildCustomerList;
using CustomerListSchedules.Features.BuildCustomerList.Builder;
using CustomerListSchedules.Features.ChangeSettings;
using CustomerListSchedules.Features.ChangeSettings.Dotdigital;
using CustomerListSchedules.Features.CompareAccess;
using CustomerListSchedules.Features.CustomerLists.Forms;
using CustomerListSchedules.Features.CustomerLists.Output;
using CustomerListSchedules.Features.DeliverSchedule;
using CustomerListSchedules.Features.DeliverSchedule.Due;
using CustomerListSchedules.Features.EraseCustomer;
using CustomerListSchedules.Features.ImportData;
using CustomerListSchedules.Features.ManageUsers;
using CustomerListSchedules.Features.KeepDrafts;
using CustomerListSchedules.Features.NotifyStaff;
using CustomerListSchedules.Features.PartnerRun;
using CustomerListSchedules.Features.ReviewAudit;
using CustomerListSchedules.Features.RunCustomerList;
using CustomerListSchedules.Features.Sandbox;
using CustomerListSchedules.Features.Sandbox.Dotdigital;
using CustomerListSchedules.Features.SendByHand;
using CustomerListSchedules.Features.SendIntegratedEmail;
using CustomerListSchedules.Features.SetUp;
using CustomerListSchedules.Features.SetUp.SampleData;
using CustomerListSchedules.Features.Shared;
using CustomerListSchedules.Features.Shared.Quotas;
using CustomerListSchedules.Features.SignIn;
using CustomerListSchedules.Features.TraceCustomerData;
using CustomerListSchedules.Infrastructure.Audit;
using CustomerListSchedules.Infrastructure.Database;
using CustomerListSchedules.Infrastructure.Dotdigital;
using CustomerListSchedules.Infrastructure.Email;
using CustomerListSchedules.Infrastructure.EmbeddedPostgres;
using CustomerListSchedules.Infrastructure.Files;
using CustomerListSchedules.Infrastructure.Files.Scratch;
using CustomerListSchedules.Infrastructure.Identity;
using CustomerListSchedules.Infrastructure.Logging;
using CustomerListSchedules.Infrastructure.Mediation;
using CustomerListSchedules.Infrastructure.Scheduling;
using CustomerListSchedules.Infrastructure.Web;
using MediatR;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Razor;
using Npgsql;

namespace CustomerListSchedules;

/// <summary>How the application is put together; Program.cs calls it in order.</summary>
public static class StartUp
{
    /// <summary>
    /// The embedded PostgreSQL server, started before the host is built and stopped after it ends; null when a connection string is set.
    /// </summary>
    public static async Task<EmbeddedDatabase?> ProvideDatabaseAsync(WebApplicationBuilder builder)
    {
        CheckConfiguration.Check(builder.Configuration, builder.Environment);
        if (!string.IsNullOrWhiteSpace(builder.Configuration.GetConnectionString("Default")))
        {
            return null;
        }

        var root = builder.Environment.ContentRootPath;
        var logging = LoggerFactory.Create(
            log => log.AddConfiguration(builder.Configuration.GetSection("Logging")).AddLogLines(builder.Environment));
        var logger = logging.CreateLogger<EmbeddedDatabase>();
        var postgres = await EmbeddedDatabase.StartAsync(
            new EmbeddedOptions(Path.GetFullPath(builder.Configuration["Data:Directory"]!, root), root)
            {
                Binaries = builder.Configuration["Database:Binaries"],
                Say = words => logger.LogWarning("{Words}", words),
            },
            CancellationToken.None);
        builder.Configuration["ConnectionStrings:Default"] = postgres.ConnectionString("postgres");
        return postgres;
    }

    public static void AddCustomerListSchedules(this WebApplicationBuilder builder)
    {
        builder.WebHost.ConfigureKestrel(Limits.Apply);
        var services = builder.Services;
        services.Configure<HostOptions>(options => options.ShutdownTimeout = Limits.ShutDown);
        services.AddDatabase(builder.Configuration.GetConnectionString("Default")!);
        services.AddMediation(typeof(StartUp).Assembly);
        services.AddAccounts(builder.Configuration, Roles.Staff);
        services.AddSingleton<AuditLog>();
        services.AddSingleton<LowPriorityGate>();
        services.AddFiles();
        services.AddEmail(builder.Configuration, builder.Environment);
        services.AddDotdigital(builder.Configuration);
        services.AddScoped<DotdigitalInputReader>();
        services.AddScheduling(builder.Configuration);
        services.AddNotifyStaff(builder.Configuration);
        services.AddRunCustomerList(builder.Configuration);
        services.AddSingleton<KnownOutputCatalogue>();
        services.AddCompareAccess();
        services.AddSingleton<ComingTimes>();
        services.AddSingleton<ToldReports>();
        services.AddBuildCustomerList();
        services.AddDeliverSchedule(builder.Configuration);
        services.AddSendIntegratedEmail(builder.Configuration);
        services.AddImportData(builder.Configuration);
        services.AddEraseCustomer(builder.Configuration);
        services.AddSingleton<EmailTemplateCache>();
        services.AddScoped<VenueReader>();
        services.AddQuotas(builder.Configuration);
        services.AddSingleton<BaseAddress>();
        services.AddSingleton<SealedText>();
        services.AddSingleton<AskedMark>();
        services.AddSignIn(builder.Configuration);
        services.AddSingleton<SetUpToken>();
        services.AddSingleton<SamplePasswords>();
        services.AddScoped<AccountChange>();
        services.AddAuditRetention(builder.Configuration);
        services.AddTraceRetention(builder.Configuration);
        services.AddDraftRetention(builder.Configuration);
        services.AddKeyRing(builder.Configuration, builder.Environment);
        services.AddHealth();
        services.AddPageCompression();
        services.AddSandboxDotdigital(builder.Environment);
        services.AddReverseProxy(builder.Configuration);
        services.AddAuthorizationBuilder()
            .AddPolicy(Policies.Staff, policy => policy.RequireRole(Roles.Administrator, Roles.InsightsAndMailings))
            .AddPolicy(Policies.Administrators, policy => policy.RequireRole(Roles.Administrator))
            .AddPolicy(Policies.CollectReport, policy => policy.RequireRole(Roles.CollectReport))
            .AddPolicy(Policies.SignedIn, policy => policy.RequireAuthenticatedUser())
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        services.AddAntiforgery(options =>
        {
            options.SuppressXFrameOptionsHeader = true; // SecurityHeaders says DENY.
            options.Cookie.Harden("customer-list-schedules-form", builder.Configuration);
        });
        services.Configure<CookieTempDataProviderOptions>(
            options => options.Cookie.Harden("customer-list-schedules-notice", builder.Configuration));
        services.AddErrors();
        services.AddRouting(options => options.LowercaseUrls = true);
        services.AddRazorPages(options => options.RootDirectory = "/Features")
            .AddMvcOptions(options => options.Filters.Add<KnownHandlers>())
            .AddFormBinding().AddSandboxPages();
        services.Configure<RazorViewEngineOptions>(SharedViews.Find);
        services.Configure<RazorViewEngineOptions>(CriterionViews.Find);
        services.AddHttpContextAccessor();
    }

    public static void UseCustomerListSchedules(this WebApplication app)
    {
        app.UseSecurityHeaders();
        app.UseReverseProxy();
        app.UseSiteAddress();
        app.UseSandboxDotdigital();
        app.UsePageCompression();
        app.UseErrors();
        app.UseRouting();
        app.UseAuthentication();
        app.UseFirstThings();
        app.UseAuthorization();
        app.UseReadableForms();
        app.UseVanishedAssets();
        app.UseLowPriority("/partner-companies", downloads: "/collect");
        app.MapStaticAssets().AllowAnonymous();
        app.MapHealth();
        app.MapRazorPages();
    }

    /// <summary>Migrates and seeds the database, under a lock shared with the other nodes.</summary>
    public static async Task PrepareAsync(this WebApplication app)
    {
        var dataSource = app.Services.GetRequiredService<NpgsqlDataSource>();
        var stopping = app.Lifetime.ApplicationStopping;
        await DatabaseServer.RequireAsync(dataSource, app.Logger, stopping);
        if (!app.Configuration.GetValue("Database:Migrate", true))
        {
            await DatabaseServer.RequireCurrentAsync(dataSource, stopping);
        }

        app.Services.GetRequiredService<ScratchFolders>().Sweep();
        await Migrator.MigrateAsync(dataSource, app.SeedAsync, stopping);
    }

    /// <summary>Refuses to start where sample accounts could be used; tells how to sign in where they can.</summary>
    public static async Task AnnounceAsync(this WebApplication app)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var mediator = scope.ServiceProvider.GetRequiredService<IMediator>();
        app.AnnounceWhenStarted(await mediator.Send(new ListSampleSignIns(), app.Lifetime.ApplicationStopping));
    }

    private static async Task SeedAsync(this WebApplication app)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var mediator = scope.ServiceProvider.GetRequiredService<IMediator>();
        var stopping = app.Lifetime.ApplicationStopping;
        await mediator.Send(new SeedVenueSettings(), stopping);
        await app.Services.GetRequiredService<KeyHealth>().PrepareAsync(stopping);
        await mediator.Send(new SeedDotdigitalAccount(), stopping);
        if (LoadSampleData.From(app.Configuration, app.Environment) is { } sample)
        {
            await mediator.Send(sample, stopping);
        }

        await mediator.Send(new RecomputeOccurrences(), stopping);
        await app.Services.GetRequiredService<SetUpToken>().ProvideAsync(stopping);
    }
}
