using CaseRegistry.Domain.Care;
using CaseRegistry.Domain.Cases;
using CaseRegistry.Domain.Regions;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Domain.Signals;
using CaseRegistry.Domain.Technology;
using CaseRegistry.Domain.Victims;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CaseRegistry.Data.Configurations;

internal static class CaseDataExtensions
{
    /// <summary>Region column with its foreign key.</summary>
    public static void BelongsToRegion<T>(this EntityTypeBuilder<T> builder)
        where T : class, IRegional
    {
        builder.Property(e => e.Region).HasMaxLength(RegistryModel.CodeLength);
        builder.HasOne<CareRegion>().WithMany().HasForeignKey(e => e.Region).OnDelete(DeleteBehavior.Restrict);
    }

    /// <summary>
    /// A part of a case is found by its case, within the region that the filter names. With an index on each alone SQLite, which
    /// has no statistics, reads the whole region for every case of a list.
    /// </summary>
    public static void BelongsToCase<T>(this EntityTypeBuilder<T> builder)
        where T : class, ICaseData
    {
        builder.BelongsToRegion();
        builder.HasIndex(nameof(ICaseData.CaseId), nameof(IRegional.Region));
    }

    public static void Code<T>(this EntityTypeBuilder<T> builder, params string[] properties)
        where T : class
    {
        foreach (var property in properties)
        {
            builder.Property(property).HasMaxLength(RegistryModel.CodeLength);
        }
    }

    /// <summary>Refuses, in the database too, anything but the codes of the enum.</summary>
    public static void Checked<T, TEnum>(this EntityTypeBuilder<T> builder, string column)
        where T : class
        where TEnum : struct, Enum
    {
        var codes = string.Join(", ", Enum.GetValues<TEnum>().Select(value => $"'{Domain.Shared.Code.Of(value)}'"));
        builder.ToTable(table => table.HasCheckConstraint($"CK_{table.Metadata.GetTableName()}_{column}", $"{column} IN ({codes})"));
    }
}

internal sealed class CaseConfiguration : IEntityTypeConfiguration<Case>
{
    public void Configure(EntityTypeBuilder<Case> builder)
    {
        builder.ToTable("Cases");
        builder.IsNumbered();
        builder.BelongsToRegion();
        builder.Property<Guid>("Version").IsConcurrencyToken();
        builder.Property(c => c.Number).HasMaxLength(CaseNumber.MaxLength);
        builder.HasIndex(c => c.Number).IsUnique();
        builder.Property(c => c.RegisteredBy).HasMaxLength(RegistryModel.ActorLength);
        builder.Property(c => c.Citizenships).HasMaxLength(100);
        builder.Code("RegisteredRegion", "AgeBasis", "AgeBand", "Sex", "CitizenshipGroup", "ResidenceStatus");
        builder.Property(c => c.StayMunicipality).HasMaxLength(10);
        builder.Property(c => c.MissingReportNumber).HasMaxLength(64);
        builder.Checked<Case, MinorStatus>("MinorStatus");
        builder.Checked<Case, TechnologyInvolvement>("TechnologyInvolvement");
        builder.HasOne<Person>().WithMany().HasForeignKey(c => c.PersonId).OnDelete(DeleteBehavior.Restrict);
        Children(builder, c => c.Signals, s => s.CaseId);
        Children(builder, c => c.Exploitations, s => s.CaseId);
        Children(builder, c => c.TechnologyUses, s => s.CaseId);
        Children(builder, c => c.MinorStatusStatements, s => s.CaseId);
        Children(builder, c => c.Moves, s => s.CaseId);
        // The list pages by region, newest first; filters on state narrow it.
        builder.HasIndex("Region", "Sequence");
        builder.HasIndex("Region", "State", "Sequence");
        builder.HasIndex("Region", "FirstReceivedOn", "Sequence");
    }

    private static void Children<TChild>(
        EntityTypeBuilder<Case> builder,
        System.Linq.Expressions.Expression<Func<Case, IEnumerable<TChild>?>> children,
        System.Linq.Expressions.Expression<Func<TChild, object?>> caseId
    )
        where TChild : class =>
        builder.HasMany(children).WithOne().HasForeignKey(caseId).HasPrincipalKey(c => c.Id).OnDelete(DeleteBehavior.Cascade);
}

internal sealed class SignalConfiguration : IEntityTypeConfiguration<Signal>
{
    public void Configure(EntityTypeBuilder<Signal> builder)
    {
        builder.ToTable("Signals");
        builder.IsNumbered();
        builder.BelongsToCase();
        builder.Code("ReporterType");
        builder.Property(s => s.ReporterMunicipality).HasMaxLength(10);
        builder.Property(s => s.ExternalReference).HasMaxLength(64);
        builder.Property(s => s.ContentFingerprint).HasMaxLength(32);
        builder.Property(s => s.RegisteredBy).HasMaxLength(RegistryModel.ActorLength);
        builder.HasIndex(s => s.ExternalReference).IsUnique();
        builder.HasOne<ReportingOrganisation>().WithMany().HasForeignKey(s => s.ReportingOrganisationId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class ExploitationConfiguration : IEntityTypeConfiguration<Exploitation>
{
    public void Configure(EntityTypeBuilder<Exploitation> builder)
    {
        builder.ToTable("Exploitations");
        builder.IsNumbered(alternateKey: null);
        builder.BelongsToCase();
        builder.Code("Form", "Sector", "Route", "RecruiterRelation");
        builder.Property(e => e.Municipality).HasMaxLength(10);
        builder.Property(e => e.Country).HasMaxLength(2);
        builder.Property(e => e.MeansOfControl).HasMaxLength(800);
    }
}

internal sealed class TechnologyUseConfiguration : IEntityTypeConfiguration<TechnologyUse>
{
    public void Configure(EntityTypeBuilder<TechnologyUse> builder)
    {
        builder.ToTable("TechnologyUses");
        builder.IsNumbered(alternateKey: null);
        builder.BelongsToCase();
        builder.Code("Phase", "Channel", "Use", "Platform");
    }
}

internal sealed class PersonMergeConfiguration : IEntityTypeConfiguration<PersonMerge>
{
    public void Configure(EntityTypeBuilder<PersonMerge> builder)
    {
        builder.ToTable("PersonMerges");
        builder.IsNumbered();
        builder.BelongsToCase();
        builder.Property<Guid>(Versions.Column).IsConcurrencyToken();
        builder.HasIndex(m => m.IntoCaseId);
        builder.HasOne<Case>().WithMany().HasForeignKey(m => m.CaseId).HasPrincipalKey(c => c.Id).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Case>().WithMany().HasForeignKey(m => m.IntoCaseId).HasPrincipalKey(c => c.Id).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class MinorStatusStatementConfiguration : IEntityTypeConfiguration<MinorStatusStatement>
{
    public void Configure(EntityTypeBuilder<MinorStatusStatement> builder)
    {
        builder.ToTable("MinorStatusStatements");
        builder.IsNumbered(alternateKey: null);
        builder.BelongsToCase();
        builder.Checked<MinorStatusStatement, MinorStatus>("Status");
        builder.Code("AgeBasis");
        builder.Property(s => s.StatedBy).HasMaxLength(RegistryModel.ActorLength);
    }
}

internal sealed class CaseMoveConfiguration : IEntityTypeConfiguration<CaseMove>
{
    public void Configure(EntityTypeBuilder<CaseMove> builder)
    {
        builder.ToTable("CaseMoves");
        builder.IsNumbered(alternateKey: null);
        builder.BelongsToCase();
        builder.Property(m => m.MovedBy).HasMaxLength(RegistryModel.ActorLength);
    }
}

internal sealed class BreakGlassConfiguration : IEntityTypeConfiguration<BreakGlass>
{
    public void Configure(EntityTypeBuilder<BreakGlass> builder)
    {
        builder.ToTable("BreakGlasses");
        builder.IsNumbered();
        builder.BelongsToCase();
        builder.HasIndex(b => new { b.AccountId, b.EndsAt });
    }
}

internal sealed class CaseDataKeyConfiguration : IEntityTypeConfiguration<CaseDataKey>
{
    public void Configure(EntityTypeBuilder<CaseDataKey> builder)
    {
        builder.ToTable("CaseDataKeys");
        builder.HasKey(k => k.CaseId);
        builder.BelongsToRegion();
    }
}

internal sealed class CaseNumberCounterConfiguration : IEntityTypeConfiguration<CaseNumberCounter>
{
    public void Configure(EntityTypeBuilder<CaseNumberCounter> builder)
    {
        builder.ToTable("CaseNumberCounters");
        builder.HasKey(c => new { c.Region, c.Year });
        builder.Code("Region");
    }
}

internal sealed class PersonConfiguration : IEntityTypeConfiguration<Person>
{
    public void Configure(EntityTypeBuilder<Person> builder) => builder.ToTable("Persons");
}

internal sealed class SuspectedVictimConfiguration : IEntityTypeConfiguration<SuspectedVictim>
{
    public void Configure(EntityTypeBuilder<SuspectedVictim> builder)
    {
        builder.ToTable("SuspectedVictims");
        builder.HasKey(v => v.CaseId);
        builder.BelongsToRegion();
        builder.HasOne<Case>().WithOne().HasForeignKey<SuspectedVictim>(v => v.CaseId).HasPrincipalKey<Case>(c => c.Id);
    }
}

internal sealed class SafeContactConfiguration : IEntityTypeConfiguration<SafeContact>
{
    public void Configure(EntityTypeBuilder<SafeContact> builder)
    {
        builder.ToTable("SafeContacts");
        builder.HasKey(v => v.CaseId);
        builder.BelongsToRegion();
        builder.Code("Channel");
        builder.Property(c => c.InterpreterLanguage).HasMaxLength(2);
        builder.HasOne<Case>().WithOne().HasForeignKey<SafeContact>(v => v.CaseId).HasPrincipalKey<Case>(c => c.Id);
    }
}

internal sealed class ContactMomentConfiguration : IEntityTypeConfiguration<ContactMoment>
{
    public void Configure(EntityTypeBuilder<ContactMoment> builder)
    {
        builder.ToTable("ContactMoments");
        builder.IsNumbered();
        builder.BelongsToCase();
        builder.Property(m => m.RecordedBy).HasMaxLength(RegistryModel.ActorLength);
        builder.HasOne<Case>().WithMany().HasForeignKey(m => m.CaseId).HasPrincipalKey(c => c.Id).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(m => new { m.Region, m.NextActionOn });
    }
}

internal sealed class NotificationToCoMenshaConfiguration : IEntityTypeConfiguration<NotificationToCoMensha>
{
    public void Configure(EntityTypeBuilder<NotificationToCoMensha> builder)
    {
        builder.ToTable("NotificationsToCoMensha");
        builder.IsNumbered();
        builder.BelongsToCase();
        builder.Code("FileType");
        builder.Property(n => n.Tag).HasMaxLength(64);
        builder.Property(n => n.RecordedBy).HasMaxLength(RegistryModel.ActorLength);
        builder.HasOne<Case>().WithMany().HasForeignKey(n => n.CaseId).HasPrincipalKey(c => c.Id).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(n => n.Tag);
        // Of a case one is the newest.
        builder.HasIndex(n => n.CaseId).IsUnique().HasFilter("ReplacedAt IS NULL");
    }
}

internal sealed class DraftConfiguration : IEntityTypeConfiguration<Draft>
{
    public void Configure(EntityTypeBuilder<Draft> builder)
    {
        builder.ToTable("Drafts");
        builder.IsNumbered();
        builder.BelongsToRegion();
        builder.HasIndex(d => d.AccountId);
    }
}

internal sealed class ImportJobConfiguration : IEntityTypeConfiguration<ImportJob>
{
    public void Configure(EntityTypeBuilder<ImportJob> builder)
    {
        builder.ToTable("ImportJobs", table => table.HasCheckConstraint("CK_ImportJobs_Language", "Language IN ('nl', 'en')"));
        builder.IsNumbered();
        builder.BelongsToRegion();
        builder.Property(j => j.Language).HasMaxLength(2);
        builder.HasIndex(d => d.AccountId);
        builder.HasIndex(d => d.State);
    }
}
