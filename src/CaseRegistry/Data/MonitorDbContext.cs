using CaseRegistry.Data.Configurations;
using CaseRegistry.Domain.Audit;
using CaseRegistry.Domain.Monitor;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Data;

/// <summary>Counts and what is made of them: all that the national office can reach. It has no case tables.</summary>
public sealed class MonitorDbContext(DbContextOptions<MonitorDbContext> options, CurrentActor actor) : DbContext(options)
{
    public DbSet<MonitorCell> Cells => Set<MonitorCell>();

    /// <summary>Of every region: the national office looks at the counts of all.</summary>
    public DbSet<PeriodVersion> PeriodVersions => Set<PeriodVersion>();
    public DbSet<PeriodCell> PeriodCells => Set<PeriodCell>();
    public DbSet<PeriodChange> PeriodChanges => Set<PeriodChange>();
    public DbSet<Release> Releases => Set<Release>();
    public DbSet<ReleaseFile> ReleaseFiles => Set<ReleaseFile>();
    public DbSet<WebhookReceiver> WebhookReceivers => Set<WebhookReceiver>();
    public DbSet<WebhookDelivery> WebhookDeliveries => Set<WebhookDelivery>();
    public DbSet<Estimate> Estimates => Set<Estimate>();
    public DbSet<PublishedFigure> PublishedFigures => Set<PublishedFigure>();
    public DbSet<SeriesBreak> SeriesBreaks => Set<SeriesBreak>();
    public DbSet<CoMenshaList> CoMenshaLists => Set<CoMenshaList>();
    public DbSet<ReconciliationCell> ReconciliationCells => Set<ReconciliationCell>();
    public DbSet<OwnTable> OwnTables => Set<OwnTable>();
    public DbSet<AuditRow> AuditRows => Set<AuditRow>();
    public DbSet<AuditHead> AuditHeads => Set<AuditHead>();
    public DbSet<IdempotentRequest> IdempotentRequests => Set<IdempotentRequest>();

    internal CurrentActor Actor => actor;

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        RegistryModel.ApplyConventions(configurationBuilder);

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfigurationsFromAssembly(
            typeof(MonitorDbContext).Assembly,
            type => typeof(IMonitorConfiguration).IsAssignableFrom(type)
        );
        RegistryModel.CompareExactly(modelBuilder, Database);
    }
}
