using CaseRegistry.Domain.Monitor;
using CaseRegistry.Domain.Victims;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CaseRegistry.Data.Configurations;

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
        builder.HasOne<Person>().WithOne().HasForeignKey<MonitorFact>(f => f.PersonId);
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

internal sealed class MonitorCellConfiguration : IEntityTypeConfiguration<MonitorCell>
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
