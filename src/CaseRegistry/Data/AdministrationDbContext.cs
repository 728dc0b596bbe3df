using CaseRegistry.Data.Accounts;
using CaseRegistry.Data.Configurations;
using CaseRegistry.Domain.Audit;
using CaseRegistry.Domain.Monitor;
using CaseRegistry.Domain.Regions;
using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Data;

/// <summary>Accounts, regions, lists and the audit trail: what administrators and privacy officers work on. It has no case tables.</summary>
public sealed class AdministrationDbContext(DbContextOptions<AdministrationDbContext> options, CurrentActor actor)
    : IdentityDbContext<Account, IdentityRole<Guid>, Guid>(options),
        IDataProtectionKeyContext
{
    public DbSet<AccountRegion> AccountRegions => Set<AccountRegion>();
    public DbSet<AccountRequest> AccountRequests => Set<AccountRequest>();
    public DbSet<AccountNotice> AccountNotices => Set<AccountNotice>();
    public DbSet<SignInFailures> SignInFailures => Set<SignInFailures>();
    public DbSet<Session> Sessions => Set<Session>();
    public DbSet<KeptForm> KeptForms => Set<KeptForm>();
    public DbSet<ApiClient> ApiClients => Set<ApiClient>();
    public DbSet<WebhookReceiver> WebhookReceivers => Set<WebhookReceiver>();
    public DbSet<WebhookDelivery> WebhookDeliveries => Set<WebhookDelivery>();
    public DbSet<CareRegion> CareRegions => Set<CareRegion>();
    public DbSet<Municipality> Municipalities => Set<Municipality>();
    public DbSet<ReportingOrganisation> ReportingOrganisations => Set<ReportingOrganisation>();
    public DbSet<CodeListItem> CodeListItems => Set<CodeListItem>();
    public DbSet<AuditRow> AuditRows => Set<AuditRow>();
    public DbSet<AuditHead> AuditHeads => Set<AuditHead>();
    public DbSet<IdempotentRequest> IdempotentRequests => Set<IdempotentRequest>();
    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    internal CurrentActor Actor => actor;

    protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder) => RegistryModel.GiveIdentityItsOptions(optionsBuilder);

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        RegistryModel.ApplyConventions(configurationBuilder);

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.ApplyConfigurationsFromAssembly(
            typeof(AdministrationDbContext).Assembly,
            type => type.Namespace == typeof(AccountConfiguration).Namespace && typeof(IAdministrationConfiguration).IsAssignableFrom(type)
        );
    }
}
