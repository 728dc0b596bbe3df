using CaseRegistry.Domain.Monitor;
using CaseRegistry.Domain.Victims;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CaseRegistry.Data.Configurations;

/// <summary>Marks the tables that the national office's context maps too.</summary>
internal interface IMonitorConfiguration;

internal sealed class MonitorFactConfiguration : IEntityTypeConfiguration<MonitorFact>
{
    public void Configure(EntityTypeBuilder<MonitorFact> builder)
    {
        builder.ToTable("MonitorFacts");
        builder.HasKey(f => f.PersonId);
        builder.BelongsToRegion();
        builder.Code(
            "MinorStatus",
            "AgeBand",
            "MinorAtStart",
            "Sex",
            "CitizenshipGroup",
            "Form",
            "Sector",
            "Route",
            "Technology",
            "ReporterType",
            "ReporterGroup",
            "FormGroup",
            "Outcome"
        );
        builder.Property(f => f.Forms).HasMaxLength(1000);
        builder.Ignore(f => f.MonitorGroup);
        builder.Ignore(f => f.AllForms);
        builder.Ignore(f => f.UnknownFields);
        builder.HasOne<Person>().WithOne().HasForeignKey<MonitorFact>(f => f.PersonId);
        builder.HasIndex("Region", "Year", "Quarter");
        builder.HasMany(f => f.TechnologyUses).WithOne().HasForeignKey(u => u.PersonId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class MonitorTechnologyFactConfiguration : IEntityTypeConfiguration<MonitorTechnologyFact>
{
    public void Configure(EntityTypeBuilder<MonitorTechnologyFact> builder)
    {
        builder.ToTable("MonitorTechnologyFacts");
        builder.HasKey(f => new
        {
            f.PersonId,
            f.Phase,
            f.Channel,
            f.Use,
        });
        builder.BelongsToRegion();
        builder.Code("Phase", "Channel", "Use");
    }
}

internal sealed class MonitorCellConfiguration : IEntityTypeConfiguration<MonitorCell>, IMonitorConfiguration
{
    public void Configure(EntityTypeBuilder<MonitorCell> builder)
    {
        builder.ToTable("MonitorCells");
        builder.HasKey(c => new
        {
            c.Table,
            c.Year,
            c.Quarter,
            c.Cell,
        });
        builder.Property(c => c.Table).HasMaxLength(40);
        builder.Property(c => c.Cell).HasMaxLength(240);
    }
}

internal sealed class PeriodVersionConfiguration : IEntityTypeConfiguration<PeriodVersion>, IMonitorConfiguration
{
    public void Configure(EntityTypeBuilder<PeriodVersion> builder)
    {
        builder.ToTable("PeriodVersions");
        builder.IsNumbered();
        builder.Property<Guid>(Versions.Column).IsConcurrencyToken();
        builder.Property(v => v.Region).HasMaxLength(RegistryModel.CodeLength);
        builder.Property(v => v.Remark).HasMaxLength(PeriodVersion.TextMaxLength);
        builder.Property(v => v.Question).HasMaxLength(PeriodVersion.TextMaxLength);
        builder.Ignore(v => v.Quarter);
        // Two people who hand in the same quarter at once: the second is refused.
        builder
            .HasIndex(v => new
            {
                v.Region,
                v.Year,
                v.QuarterNumber,
                v.Number,
            })
            .IsUnique();
        builder.HasMany(v => v.Cells).WithOne().HasForeignKey(c => c.VersionId).HasPrincipalKey(v => v.Id).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class PeriodCellConfiguration : IEntityTypeConfiguration<PeriodCell>, IMonitorConfiguration
{
    public void Configure(EntityTypeBuilder<PeriodCell> builder)
    {
        builder.ToTable("PeriodCells");
        builder.HasKey(c => new
        {
            c.VersionId,
            c.Table,
            c.Cell,
        });
        builder.Property(c => c.Table).HasMaxLength(40);
        builder.Property(c => c.Cell).HasMaxLength(240);
    }
}

internal sealed class PeriodChangeConfiguration : IEntityTypeConfiguration<PeriodChange>, IMonitorConfiguration
{
    public void Configure(EntityTypeBuilder<PeriodChange> builder)
    {
        builder.ToTable("PeriodChanges");
        builder.IsNumbered(alternateKey: null);
        builder.Property(c => c.Region).HasMaxLength(RegistryModel.CodeLength);
        builder.Property(c => c.Table).HasMaxLength(40);
        builder.Property(c => c.Cell).HasMaxLength(240);
        builder.HasIndex(c => new
        {
            c.Region,
            c.Year,
            c.QuarterNumber,
            c.Number,
        });
    }
}

internal sealed class ReleaseConfiguration : IEntityTypeConfiguration<Release>, IMonitorConfiguration
{
    public void Configure(EntityTypeBuilder<Release> builder)
    {
        builder.ToTable("Releases");
        builder.IsNumbered();
        builder.Property<Guid>(Versions.Column).IsConcurrencyToken();
        builder.Property(r => r.Title).HasMaxLength(Release.TitleMaxLength);
        builder.Property(r => r.Reason).HasMaxLength(Release.TextMaxLength);
        builder.HasIndex(r => r.PublishedNumber).IsUnique();
        builder
            .HasMany(r => r.Files)
            .WithOne()
            .HasForeignKey(f => f.ReleaseId)
            .HasPrincipalKey(r => r.Id)
            .OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class ReleaseFileConfiguration : IEntityTypeConfiguration<ReleaseFile>, IMonitorConfiguration
{
    public void Configure(EntityTypeBuilder<ReleaseFile> builder)
    {
        builder.ToTable("ReleaseFiles");
        builder.HasKey(f => new { f.ReleaseId, f.Name });
        builder.Property(f => f.Name).HasMaxLength(100);
        builder.Property(f => f.MediaType).HasMaxLength(100);
        builder.Property(f => f.Sha256).HasMaxLength(64);
    }
}

internal sealed class WebhookReceiverConfiguration
    : IEntityTypeConfiguration<WebhookReceiver>,
        IMonitorConfiguration,
        IAdministrationConfiguration
{
    public void Configure(EntityTypeBuilder<WebhookReceiver> builder)
    {
        builder.ToTable("WebhookReceivers");
        builder.Property(r => r.Id).ValueGeneratedNever();
        builder.Property(r => r.Name).HasMaxLength(WebhookReceiver.NameMaxLength);
        builder.Property(r => r.Url).HasMaxLength(WebhookReceiver.UrlMaxLength);
        builder.Property(r => r.Secret).HasMaxLength(500);
        builder.HasIndex(r => r.Name).IsUnique();
    }
}

internal sealed class WebhookDeliveryConfiguration
    : IEntityTypeConfiguration<WebhookDelivery>,
        IMonitorConfiguration,
        IAdministrationConfiguration
{
    public void Configure(EntityTypeBuilder<WebhookDelivery> builder)
    {
        builder.ToTable("WebhookDeliveries");
        builder.IsNumbered();
        builder.Property(d => d.Title).HasMaxLength(Release.TitleMaxLength);
        builder.Property(d => d.Body).HasMaxLength(4000);
        builder.Property(d => d.LastAnswer).HasMaxLength(100);
        builder.HasIndex(d => new { d.ReceiverId, d.Number }).IsUnique();
        builder.HasIndex(d => new
        {
            d.State,
            d.ReceiverId,
            d.Number,
        });
        builder.HasOne<WebhookReceiver>().WithMany().HasForeignKey(d => d.ReceiverId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class EstimateConfiguration : IEntityTypeConfiguration<Estimate>, IMonitorConfiguration
{
    public void Configure(EntityTypeBuilder<Estimate> builder)
    {
        builder.ToTable("Estimates");
        builder.IsNumbered();
        builder.Property<Guid>(Versions.Column).IsConcurrencyToken();
        builder.Property(e => e.Source).HasMaxLength(Reference.TextMaxLength);
    }
}

internal sealed class PublishedFigureConfiguration : IEntityTypeConfiguration<PublishedFigure>, IMonitorConfiguration
{
    public void Configure(EntityTypeBuilder<PublishedFigure> builder)
    {
        builder.ToTable("PublishedFigures");
        builder.IsNumbered();
        builder.Property<Guid>(Versions.Column).IsConcurrencyToken();
        builder.Property(f => f.Source).HasMaxLength(Reference.TextMaxLength);
    }
}

internal sealed class SeriesBreakConfiguration : IEntityTypeConfiguration<SeriesBreak>, IMonitorConfiguration
{
    public void Configure(EntityTypeBuilder<SeriesBreak> builder)
    {
        builder.ToTable("SeriesBreaks");
        builder.IsNumbered();
        builder.Property<Guid>(Versions.Column).IsConcurrencyToken();
        builder.Ignore(b => b.When);
        builder.Property(b => b.NoteNl).HasMaxLength(Reference.TextMaxLength);
        builder.Property(b => b.NoteEn).HasMaxLength(Reference.TextMaxLength);
    }
}

internal sealed class CoMenshaListConfiguration : IEntityTypeConfiguration<CoMenshaList>, IMonitorConfiguration
{
    public void Configure(EntityTypeBuilder<CoMenshaList> builder)
    {
        builder.ToTable("CoMenshaLists");
        builder.IsNumbered();
        builder.Property<Guid>(Versions.Column).IsConcurrencyToken();
        builder.Property(l => l.Source).HasMaxLength(Reference.TextMaxLength);
        builder.Property(l => l.FileSha256).HasMaxLength(64);
        builder.HasMany(l => l.Entries).WithOne().HasForeignKey(e => e.ListId).HasPrincipalKey(l => l.Id).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class CoMenshaEntryConfiguration : IEntityTypeConfiguration<CoMenshaEntry>, IMonitorConfiguration
{
    public void Configure(EntityTypeBuilder<CoMenshaEntry> builder)
    {
        builder.ToTable("CoMenshaEntries");
        builder.HasKey(e => new { e.ListId, e.Tag });
        builder.Property(e => e.Tag).HasMaxLength(64);
        builder.Code("FileType", "MinorStatus");
        builder.HasIndex(e => e.Tag);
    }
}

internal sealed class ReconciliationCellConfiguration : IEntityTypeConfiguration<ReconciliationCell>, IMonitorConfiguration
{
    public void Configure(EntityTypeBuilder<ReconciliationCell> builder)
    {
        builder.ToTable("ReconciliationCells");
        builder.HasKey(c => new
        {
            c.ListId,
            c.Class,
            c.Region,
            c.MinorStatus,
        });
        builder.Code("Region", "MinorStatus");
        builder.HasOne<CoMenshaList>().WithMany().HasForeignKey(c => c.ListId).HasPrincipalKey(l => l.Id).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class OwnTableConfiguration : IEntityTypeConfiguration<OwnTable>, IMonitorConfiguration
{
    public void Configure(EntityTypeBuilder<OwnTable> builder)
    {
        builder.ToTable("OwnTables");
        builder.IsNumbered();
        builder.Property<Guid>(Versions.Column).IsConcurrencyToken();
        builder.Property(t => t.Name).HasMaxLength(OwnTable.NameMaxLength);
        builder.Property(t => t.By).HasMaxLength(OwnDimensions.Most * (RegistryModel.CodeLength + 1));
        builder.Ignore(t => t.Content);
        builder.HasIndex(t => new { t.OwnerId, t.Name }).IsUnique();
        builder.HasIndex(t => t.IsShared);
    }
}
