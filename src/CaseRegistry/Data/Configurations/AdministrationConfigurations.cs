using CaseRegistry.Data.Accounts;
using CaseRegistry.Domain.Audit;
using CaseRegistry.Domain.Regions;
using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CaseRegistry.Data.Configurations;

/// <summary>Marks the tables that the administration context maps too.</summary>
internal interface IAdministrationConfiguration;

internal sealed class AccountConfiguration : IEntityTypeConfiguration<Account>, IAdministrationConfiguration
{
    public void Configure(EntityTypeBuilder<Account> builder)
    {
        builder.Property(a => a.PasswordHash).HasMaxLength(500);
        builder.Property(a => a.ConcurrencyStamp).HasMaxLength(40);
        builder.Property(a => a.SecurityStamp).HasMaxLength(100);
        // A save of the account as it was read must not bring an older step back.
        builder.Property(a => a.LastTimeStep).Metadata.SetAfterSaveBehavior(PropertySaveBehavior.Ignore);
        builder.Property(a => a.LastSignInAt).Metadata.SetAfterSaveBehavior(PropertySaveBehavior.Ignore);
        builder.HasMany(a => a.Regions).WithOne().HasForeignKey(r => r.AccountId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class PasskeyConfiguration : IEntityTypeConfiguration<IdentityUserPasskey<Guid>>, IAdministrationConfiguration
{
    // The most that a clustered key of SQL Server holds; real identifiers stay far below it.
    public void Configure(EntityTypeBuilder<IdentityUserPasskey<Guid>> builder) => builder.Property(p => p.CredentialId).HasMaxLength(900);
}

internal sealed class AccountRegionConfiguration : IEntityTypeConfiguration<AccountRegion>, IAdministrationConfiguration
{
    public void Configure(EntityTypeBuilder<AccountRegion> builder)
    {
        builder.ToTable("AccountRegions");
        builder.HasKey(r => new { r.AccountId, r.Region });
        builder.Property(r => r.Region).HasMaxLength(RegistryModel.CodeLength);
        builder.HasOne<CareRegion>().WithMany().HasForeignKey(r => r.Region).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class SessionConfiguration : IEntityTypeConfiguration<Session>, IAdministrationConfiguration
{
    public const int NetworkLength = 40;

    public void Configure(EntityTypeBuilder<Session> builder)
    {
        builder.ToTable("Sessions");
        builder.Property(s => s.Id).ValueGeneratedNever();
        builder.Property(s => s.KeyHash).HasMaxLength(32);
        builder.Property(s => s.Browser).HasMaxLength(100);
        builder.Property(s => s.Network).HasMaxLength(NetworkLength);
        builder.Property(s => s.Issuer).HasMaxLength(128);
        builder.Property(s => s.ProviderSession).HasMaxLength(32);
        builder.HasIndex(s => s.KeyHash).IsUnique();
        builder.HasOne<Account>().WithMany().HasForeignKey(s => s.AccountId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class AccountNoticeConfiguration : IEntityTypeConfiguration<AccountNotice>, IAdministrationConfiguration
{
    public void Configure(EntityTypeBuilder<AccountNotice> builder)
    {
        builder.ToTable("AccountNotices");
        builder.Property(n => n.Id).ValueGeneratedNever();
        builder.Property(n => n.Browser).HasMaxLength(100);
        builder.Property(n => n.Network).HasMaxLength(SessionConfiguration.NetworkLength);
        builder.HasIndex(n => new { n.AccountId, n.At });
        builder.HasOne<Account>().WithMany().HasForeignKey(n => n.AccountId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class KeptFormConfiguration : IEntityTypeConfiguration<KeptForm>, IAdministrationConfiguration
{
    public void Configure(EntityTypeBuilder<KeptForm> builder)
    {
        builder.ToTable("KeptForms");
        builder.HasKey(f => f.SessionId);
        builder.Property(f => f.SessionId).ValueGeneratedNever();
        builder.HasOne<Session>().WithOne().HasForeignKey<KeptForm>(f => f.SessionId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class AccountRequestConfiguration : IEntityTypeConfiguration<AccountRequest>, IAdministrationConfiguration
{
    public void Configure(EntityTypeBuilder<AccountRequest> builder)
    {
        builder.ToTable("AccountRequests");
        builder.Property(r => r.Id).ValueGeneratedNever();
        builder.Property(r => r.About).HasMaxLength(1000);
        builder.Property(r => r.Content).HasMaxLength(4000);
        builder.Property(r => r.Code).HasMaxLength(100);
        // Of two approvals at once one is too late.
        builder.Property(r => r.ApprovedAt).IsConcurrencyToken();
        builder.HasOne<Account>().WithMany().HasForeignKey(r => r.AccountId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class SignInFailuresConfiguration : IEntityTypeConfiguration<SignInFailures>, IAdministrationConfiguration
{
    public void Configure(EntityTypeBuilder<SignInFailures> builder)
    {
        builder.ToTable("SignInFailures");
        builder.HasKey(f => new { f.AccountId, f.Place });
        builder.Property(f => f.Place).HasMaxLength(64);
        // Of two guesses at once one is refused.
        builder.Property(f => f.Count).IsConcurrencyToken();
        builder.HasIndex(f => f.LastAt);
    }
}

internal sealed class ApiClientConfiguration : IEntityTypeConfiguration<ApiClient>, IAdministrationConfiguration
{
    public void Configure(EntityTypeBuilder<ApiClient> builder)
    {
        builder.ToTable("ApiClients");
        builder.Property(c => c.KeyHash).HasMaxLength(32);
        builder.Property(c => c.Regions).HasMaxLength(2000);
        builder.HasIndex(c => c.KeyHash).IsUnique();
        builder.HasIndex(c => c.Name).IsUnique();
    }
}

internal sealed class CareRegionConfiguration : IEntityTypeConfiguration<CareRegion>, IAdministrationConfiguration
{
    public void Configure(EntityTypeBuilder<CareRegion> builder)
    {
        builder.ToTable("CareRegions");
        builder.Property<Guid>(Versions.Column).IsConcurrencyToken();
        builder.HasKey(r => r.Code);
        builder.Property(r => r.Code).HasMaxLength(RegistryModel.CodeLength);
        builder.Property(r => r.PoliceUnit).HasMaxLength(RegistryModel.CodeLength);
        builder.Property(r => r.NumberPrefix).HasMaxLength(3);
        builder.HasIndex(r => r.NumberPrefix).IsUnique();
    }
}

internal sealed class MunicipalityConfiguration : IEntityTypeConfiguration<Municipality>, IAdministrationConfiguration
{
    public void Configure(EntityTypeBuilder<Municipality> builder)
    {
        builder.ToTable("Municipalities");
        builder.Property<Guid>(Versions.Column).IsConcurrencyToken();
        builder.HasKey(m => m.Code);
        builder.Property(m => m.Code).HasMaxLength(10);
        builder.HasMany(m => m.Memberships).WithOne().HasForeignKey(m => m.MunicipalityCode).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class MunicipalityMembershipConfiguration : IEntityTypeConfiguration<MunicipalityMembership>, IAdministrationConfiguration
{
    public void Configure(EntityTypeBuilder<MunicipalityMembership> builder)
    {
        builder.ToTable("MunicipalityMemberships");
        builder.HasKey(m => new { m.MunicipalityCode, m.From });
        builder.Property(m => m.MunicipalityCode).HasMaxLength(10);
        builder.Property(m => m.Region).HasMaxLength(RegistryModel.CodeLength);
        builder.HasOne<CareRegion>().WithMany().HasForeignKey(m => m.Region).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class ReportingOrganisationConfiguration : IEntityTypeConfiguration<ReportingOrganisation>, IAdministrationConfiguration
{
    public void Configure(EntityTypeBuilder<ReportingOrganisation> builder)
    {
        builder.ToTable("ReportingOrganisations");
        builder.Property<Guid>(Versions.Column).IsConcurrencyToken();
        builder.Property(o => o.ReporterType).HasMaxLength(RegistryModel.CodeLength);
        builder.Property(o => o.EuGroup).HasMaxLength(RegistryModel.CodeLength);
        builder.HasIndex(o => o.Name).IsUnique();
    }
}

internal sealed class CodeListItemConfiguration : IEntityTypeConfiguration<CodeListItem>, IAdministrationConfiguration
{
    public void Configure(EntityTypeBuilder<CodeListItem> builder)
    {
        builder.ToTable("CodeListItems");
        builder.Property<Guid>(Versions.Column).IsConcurrencyToken();
        builder.HasKey(i => new { i.List, i.Code });
        builder.Property(i => i.List).HasMaxLength(RegistryModel.CodeLength);
        builder.Property(i => i.Code).HasMaxLength(RegistryModel.CodeLength);
        builder.Property(i => i.Parent).HasMaxLength(RegistryModel.CodeLength);
        builder.Property(i => i.EuGroup).HasMaxLength(RegistryModel.CodeLength);
        builder.Property(i => i.Aliases).HasMaxLength(400);
    }
}

internal sealed class AuditRowConfiguration : IEntityTypeConfiguration<AuditRow>, IAdministrationConfiguration, IMonitorConfiguration
{
    public void Configure(EntityTypeBuilder<AuditRow> builder)
    {
        builder.ToTable("AuditRows", table => table.HasCheckConstraint("CK_AuditRows_Sequence", "Sequence > 0"));
        builder.HasIndex(r => r.Sequence).IsUnique();
        builder.Property(r => r.PreviousHash).HasMaxLength(32);
        builder.Property(r => r.Hash).HasMaxLength(32);
        builder.Property(r => r.Actor).HasMaxLength(RegistryModel.ActorLength);
        builder.Property(r => r.Region).HasMaxLength(RegistryModel.CodeLength);
        builder.Property(r => r.Detail).HasMaxLength(2000);
        builder.HasIndex(r => r.CaseId);
        builder.HasIndex(r => r.At);
    }
}

internal sealed class AuditHeadConfiguration : IEntityTypeConfiguration<AuditHead>, IAdministrationConfiguration, IMonitorConfiguration
{
    public void Configure(EntityTypeBuilder<AuditHead> builder)
    {
        builder.ToTable("AuditHeads");
        builder.Property(h => h.Id).ValueGeneratedNever();
        builder.Property(h => h.Hash).HasMaxLength(32);
    }
}

internal sealed class IdempotentRequestConfiguration
    : IEntityTypeConfiguration<IdempotentRequest>,
        IAdministrationConfiguration,
        IMonitorConfiguration
{
    public void Configure(EntityTypeBuilder<IdempotentRequest> builder)
    {
        builder.ToTable("IdempotentRequests");
        builder.HasKey(r => new { r.Actor, r.Key });
        builder.Property(r => r.Actor).HasMaxLength(RegistryModel.ActorLength);
        builder.Property(r => r.Key).HasMaxLength(100);
        builder.Property(r => r.RequestTag).HasMaxLength(32);
        builder.Ignore(r => r.IsForgotten);
        builder.HasIndex(r => r.At);
        builder.HasIndex(r => r.CaseId);
    }
}

internal sealed class DataProtectionKeyConfiguration : IEntityTypeConfiguration<DataProtectionKey>, IAdministrationConfiguration
{
    public void Configure(EntityTypeBuilder<DataProtectionKey> builder)
    {
        builder.ToTable("DataProtectionKeys");
        builder.Property(k => k.Xml).HasMaxLength(-1);
    }
}
