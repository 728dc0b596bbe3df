using System.Security.Claims;
using CaseRegistry.Data;
using CaseRegistry.Data.Accounts;
using CaseRegistry.Domain.Shared;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CaseRegistry.Web.Infrastructure.Identity;

/// <summary>
/// Finds out, on every request anew, who acts and what that person or system may do now: a role taken away is gone at once, and
/// a changed password ends the sessions of before.
/// </summary>
internal sealed class IdentifyActor(
    CurrentActor actor,
    AdministrationDbContext administration,
    RegistryDbContext registry,
    IOptions<IdentityOptions> identity,
    TimeProvider clock
) : IMiddleware
{
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        actor.Origin = context.Connection.RemoteIpAddress?.ToString();
        actor.RequestId = context.TraceIdentifier;
        actor.Browser = BrowserName.Of(context.Request.Headers.UserAgent.ToString());
        actor.Network = Guesses.Network(context.Connection.RemoteIpAddress);
        actor.GaveUp = context.RequestAborted;
        if (context.User.FindFirstValue(ApiKeyAuthentication.ClientClaim) is { } client)
        {
            await BecomeClient(Guid.Parse(client), context.RequestAborted);
        }
        else if (Guid.TryParse(context.User.FindFirstValue(ClaimTypes.NameIdentifier), out var account))
        {
            var stamp = context.User.FindFirstValue(identity.Value.ClaimsIdentity.SecurityStampClaimType) ?? "";
            if (!await BecomeAccount(account, context.RequestAborted, stamp: stamp))
            {
                // Ends the session, so that it is not there again when the account is.
                await context.SignOutAsync(IdentityConstants.ApplicationScheme);
                if (context.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is null)
                {
                    await context.ChallengeAsync(IdentityConstants.ApplicationScheme);
                    return;
                }

                context.User = new ClaimsPrincipal(new ClaimsIdentity());
            }
        }

        await next(context);
    }

    /// <summary>Acts as an account; false when it is not there, retired or blocked.</summary>
    /// <param name="id">Of the account.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="actingAs">What the audit trail calls the actor, if not the account.</param>
    /// <param name="stamp">What a session was opened on: false when password, factors or rights have changed since.</param>
    public async Task<bool> BecomeAccount(Guid id, CancellationToken cancellationToken, string? actingAs = null, string? stamp = null)
    {
        var account = await administration
            .Users.AsNoTracking()
            .Where(a => a.Id == id)
            .Where(Account.MayActAt(clock.GetUtcNow()))
            .Select(a => new
            {
                a.SecurityStamp,
                a.AllRegions,
                Regions = a.Regions.Select(r => r.Region).ToList(),
                Roles = administration
                    .UserRoles.Where(r => r.UserId == a.Id)
                    .Join(administration.Roles, r => r.RoleId, r => r.Id, (_, role) => role.Name!)
                    .ToList(),
            })
            // A few regions times a few roles: one query is the quicker way.
            .AsSingleQuery()
            .SingleOrDefaultAsync(cancellationToken);
        if (account is null || stamp is not null && stamp != account.SecurityStamp)
        {
            return false;
        }

        var parsed = account.Roles.Select(Enum.Parse<Role>).ToList();
        var regions = account.AllRegions ? await AllRegions(administration, cancellationToken) : account.Regions;
        actor.Become(actingAs ?? $"account:{id:N}", id, parsed, Roles.PermissionsOf(parsed), regions);

        if (actor.May(Permission.BreakGlass))
        {
            actor.BreakGlass(await EmergencyAccess.OpenNow(registry, id, clock.GetUtcNow(), cancellationToken));
        }

        if (actor.May(Permission.AttendMeetings))
        {
            var invitations = await registry
                .AgendaInvitations.IgnoreQueryFilters([RegistryDbContext.RegionFilter])
                .Where(i => i.AccountId == id)
                .Join(
                    registry.AgendaItems.IgnoreQueryFilters([RegistryDbContext.RegionFilter]),
                    i => i.AgendaItemId,
                    item => item.Id,
                    (_, item) => new { item.CaseId, item.MeetingId }
                )
                .Join(
                    registry.Meetings.IgnoreQueryFilters([RegistryDbContext.RegionFilter]).Where(m => m.ClosedAt == null),
                    i => i.MeetingId,
                    m => m.Id,
                    (i, m) => new { i.CaseId, MeetingId = m.Id }
                )
                .ToListAsync(cancellationToken);
            // Whoever sees whole files sees those of the own regions only: an invitation would open the file of another region.
            actor.Invite(
                actor.May(Permission.ViewCases) ? [] : [.. invitations.Select(i => i.CaseId).Distinct()],
                [.. invitations.Select(i => i.MeetingId).Distinct()]
            );
        }

        return true;
    }

    /// <summary>Every region there is now.</summary>
    public static async Task<IReadOnlyList<string>> AllRegions(AdministrationDbContext db, CancellationToken cancellationToken) =>
        await db.CareRegions.Select(r => r.Code).ToListAsync(cancellationToken);

    private async Task BecomeClient(Guid id, CancellationToken cancellationToken)
    {
        var client = await administration.ApiClients.AsNoTracking().SingleOrDefaultAsync(c => c.Id == id, cancellationToken);
        if (client?.IsValidAt(clock.GetUtcNow()) is true)
        {
            actor.Become(
                $"client:{id:N}",
                null,
                [],
                Scopes.PermissionsOf(client.Scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries)),
                client.Regions.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            );
        }
    }
}
