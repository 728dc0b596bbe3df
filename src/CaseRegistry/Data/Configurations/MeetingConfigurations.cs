using CaseRegistry.Data.Accounts;
using CaseRegistry.Domain.Cases;
using CaseRegistry.Domain.Meetings;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CaseRegistry.Data.Configurations;

internal sealed class MeetingConfiguration : IEntityTypeConfiguration<Meeting>
{
    public void Configure(EntityTypeBuilder<Meeting> builder)
    {
        builder.ToTable("Meetings");
        builder.IsNumbered();
        builder.BelongsToRegion();
        builder.Property<Guid>("Version").IsConcurrencyToken();
        builder.HasIndex(m => new { m.Region, m.HeldOn });
    }
}

internal sealed class AgendaItemConfiguration : IEntityTypeConfiguration<AgendaItem>
{
    public void Configure(EntityTypeBuilder<AgendaItem> builder)
    {
        builder.ToTable("AgendaItems");
        builder.IsNumbered();
        builder.BelongsToCase();
        builder.Property<Guid>("Version").IsConcurrencyToken();
        builder.HasOne<Case>().WithMany().HasForeignKey(i => i.CaseId).HasPrincipalKey(c => c.Id).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Meeting>().WithMany().HasForeignKey(i => i.MeetingId).HasPrincipalKey(m => m.Id).OnDelete(DeleteBehavior.Restrict);
        builder
            .HasMany(i => i.Invitations)
            .WithOne()
            .HasForeignKey(i => i.AgendaItemId)
            .HasPrincipalKey(i => i.Id)
            .OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class AgendaInvitationConfiguration : IEntityTypeConfiguration<AgendaInvitation>
{
    public void Configure(EntityTypeBuilder<AgendaInvitation> builder)
    {
        builder.ToTable("AgendaInvitations");
        builder.HasKey(i => new { i.AgendaItemId, i.AccountId });
        builder.BelongsToCase();
        builder.HasOne<Account>().WithMany().HasForeignKey(i => i.AccountId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(i => i.AccountId);
    }
}

internal sealed class DiscussionConfiguration : IEntityTypeConfiguration<Discussion>
{
    public void Configure(EntityTypeBuilder<Discussion> builder)
    {
        builder.ToTable("Discussions");
        builder.IsNumbered();
        builder.BelongsToCase();
        builder.Property(d => d.RecordedBy).HasMaxLength(RegistryModel.ActorLength);
        builder.HasIndex(d => d.AgendaItemId).IsUnique();
        builder.HasOne<Case>().WithMany().HasForeignKey(d => d.CaseId).HasPrincipalKey(c => c.Id).OnDelete(DeleteBehavior.Cascade);
        builder
            .HasOne<AgendaItem>()
            .WithMany()
            .HasForeignKey(d => d.AgendaItemId)
            .HasPrincipalKey(i => i.Id)
            .OnDelete(DeleteBehavior.NoAction);
    }
}
