using CaseRegistry.Data.Accounts;
using CaseRegistry.Data.Interceptors;
using CaseRegistry.Domain.Audit;
using CaseRegistry.Domain.Care;
using CaseRegistry.Domain.Cases;
using CaseRegistry.Domain.Meetings;
using CaseRegistry.Domain.Monitor;
using CaseRegistry.Domain.Regions;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Domain.Signals;
using CaseRegistry.Domain.Technology;
using CaseRegistry.Domain.Victims;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Data;

/// <summary>The whole register, and the owner of all migrations. What it shows is filtered by the regions and invitations of the actor.</summary>
public sealed class RegistryDbContext(DbContextOptions<RegistryDbContext> options, CurrentActor actor)
    : IdentityDbContext<Account, IdentityRole<Guid>, Guid>(options)
{
    /// <summary>Name of the query filter on everything that belongs to a region.</summary>
    public const string RegionFilter = "Region";

    public DbSet<Case> Cases => Set<Case>();
    public DbSet<Signal> Signals => Set<Signal>();
    public DbSet<Exploitation> Exploitations => Set<Exploitation>();
    public DbSet<TechnologyUse> TechnologyUses => Set<TechnologyUse>();
    public DbSet<MinorStatusStatement> MinorStatusStatements => Set<MinorStatusStatement>();
    public DbSet<CaseMove> CaseMoves => Set<CaseMove>();
    public DbSet<BreakGlass> BreakGlasses => Set<BreakGlass>();
    public DbSet<CaseDataKey> CaseDataKeys => Set<CaseDataKey>();
    public DbSet<CaseNumberCounter> CaseNumberCounters => Set<CaseNumberCounter>();
    public DbSet<Person> Persons => Set<Person>();
    public DbSet<PersonMerge> PersonMerges => Set<PersonMerge>();
    public DbSet<SuspectedVictim> SuspectedVictims => Set<SuspectedVictim>();
    public DbSet<SafeContact> SafeContacts => Set<SafeContact>();
    public DbSet<ContactMoment> ContactMoments => Set<ContactMoment>();
    public DbSet<NotificationToCoMensha> NotificationsToCoMensha => Set<NotificationToCoMensha>();
    public DbSet<Meeting> Meetings => Set<Meeting>();
    public DbSet<AgendaItem> AgendaItems => Set<AgendaItem>();
    public DbSet<AgendaInvitation> AgendaInvitations => Set<AgendaInvitation>();
    public DbSet<Discussion> Discussions => Set<Discussion>();
    public DbSet<Draft> Drafts => Set<Draft>();
    public DbSet<ImportJob> ImportJobs => Set<ImportJob>();
    public DbSet<MonitorFact> MonitorFacts => Set<MonitorFact>();
    public DbSet<MonitorTechnologyFact> MonitorTechnologyFacts => Set<MonitorTechnologyFact>();
    public DbSet<MonitorCell> MonitorCells => Set<MonitorCell>();
    public DbSet<PeriodVersion> PeriodVersions => Set<PeriodVersion>();
    public DbSet<PeriodChange> PeriodChanges => Set<PeriodChange>();
    public DbSet<CareRegion> CareRegions => Set<CareRegion>();
    public DbSet<Municipality> Municipalities => Set<Municipality>();
    public DbSet<ReportingOrganisation> ReportingOrganisations => Set<ReportingOrganisation>();
    public DbSet<CodeListItem> CodeListItems => Set<CodeListItem>();
    public DbSet<AuditRow> AuditRows => Set<AuditRow>();
    public DbSet<AuditHead> AuditHeads => Set<AuditHead>();
    public DbSet<IdempotentRequest> IdempotentRequests => Set<IdempotentRequest>();
    public DbSet<AccountRegion> AccountRegions => Set<AccountRegion>();
    public DbSet<AccountRequest> AccountRequests => Set<AccountRequest>();
    public DbSet<SignInFailures> SignInFailures => Set<SignInFailures>();
    public DbSet<Session> Sessions => Set<Session>();
    public DbSet<ApiClient> ApiClients => Set<ApiClient>();

    internal CurrentActor Actor => actor;

    protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder) => RegistryModel.GiveIdentityItsOptions(optionsBuilder);

    private IReadOnlyList<string> VisibleRegions => actor.VisibleRegions;
    private IReadOnlyList<string> KnownRegions => actor.KnownRegions;
    private IReadOnlyList<CaseId> EmergencyCases => actor.EmergencyCases;
    private IReadOnlyList<CaseId> OpenedCases => [.. actor.InvitedCases, .. actor.EmergencyCases];
    private IReadOnlyList<MeetingId> InvitedMeetings => actor.InvitedMeetings;
    private Guid? AccountId => actor.AccountId;
    private IReadOnlyList<string> Regions => actor.Regions;

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        RegistryModel.ApplyConventions(configurationBuilder);

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.ApplyConfigurationsFromAssembly(typeof(RegistryDbContext).Assembly);
        RegistryModel.CompareExactly(builder, Database);

        // In the region only: identity, contact and everything a meeting must not see.
        InRegion<SuspectedVictim>(builder);
        InRegion<SafeContact>(builder);
        InRegion<ContactMoment>(builder);
        InRegion<NotificationToCoMensha>(builder);
        InRegion<MonitorFact>(builder);
        InRegion<MonitorTechnologyFact>(builder);
        InRegion<MinorStatusStatement>(builder);
        InRegion<PersonMerge>(builder);

        // In the region, or on the agenda of an open meeting to which the actor is invited.
        InRegionOrInvited<Signal>(builder);
        InRegionOrInvited<Exploitation>(builder);
        InRegionOrInvited<TechnologyUse>(builder);
        InRegionOrInvited<AgendaItem>(builder);
        InRegionOrInvited<AgendaInvitation>(builder);
        InRegionOrInvited<Discussion>(builder);

        // Also for who holds destruction without seeing the file.
        builder.Entity<Case>().HasQueryFilter(RegionFilter, c => KnownRegions.Contains(c.Region) || OpenedCases.Contains(c.Id));
        builder.Entity<CaseMove>().HasQueryFilter(RegionFilter, m => KnownRegions.Contains(m.Region) || EmergencyCases.Contains(m.CaseId));

        // Counts of a quarter, and how they changed: of the region that hands them in.
        builder.Entity<PeriodVersion>().HasQueryFilter(RegionFilter, v => VisibleRegions.Contains(v.Region));
        builder.Entity<PeriodChange>().HasQueryFilter(RegionFilter, c => VisibleRegions.Contains(c.Region));

        // Whoever watches over it, and the region it was done to.
        builder.Entity<BreakGlass>().HasQueryFilter(RegionFilter, b => KnownRegions.Contains(b.Region));

        builder.Entity<Meeting>().HasQueryFilter(RegionFilter, m => VisibleRegions.Contains(m.Region) || InvitedMeetings.Contains(m.Id));

        // A key also opens what its author may write without seeing the file: drafts and imports.
        builder.Entity<CaseDataKey>().HasQueryFilter(RegionFilter, k => Regions.Contains(k.Region) || OpenedCases.Contains(k.CaseId));
        builder.Entity<Draft>().HasQueryFilter(RegionFilter, d => Regions.Contains(d.Region) && d.AccountId == AccountId);
        builder.Entity<ImportJob>().HasQueryFilter(RegionFilter, j => Regions.Contains(j.Region) && j.AccountId == AccountId);
    }

    private void InRegion<T>(ModelBuilder builder)
        where T : class, ICaseData =>
        builder
            .Entity<T>()
            .HasQueryFilter(
                RegionFilter,
                e => VisibleRegions.Contains(EF.Property<string>(e, "Region")) || EmergencyCases.Contains(EF.Property<CaseId>(e, "CaseId"))
            );

    private void InRegionOrInvited<T>(ModelBuilder builder)
        where T : class, ICaseData =>
        builder
            .Entity<T>()
            .HasQueryFilter(
                RegionFilter,
                e => VisibleRegions.Contains(EF.Property<string>(e, "Region")) || OpenedCases.Contains(EF.Property<CaseId>(e, "CaseId"))
            );
}
