using CaseRegistry.Data.Configurations;
using CaseRegistry.Domain.Monitor;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Data;

/// <summary>Counts only: all that the national office can reach.</summary>
public sealed class MonitorDbContext(DbContextOptions<MonitorDbContext> options) : DbContext(options)
{
    public DbSet<MonitorCell> Cells => Set<MonitorCell>();

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        RegistryModel.ApplyConventions(configurationBuilder);

    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.ApplyConfiguration(new MonitorCellConfiguration());
}
