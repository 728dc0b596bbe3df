using CaseRegistry.Data;
using CaseRegistry.Domain.Monitor;
using CaseRegistry.Domain.Shared;

namespace CaseRegistry.Web.Features.Releases;

internal static class ReadableReleases
{
    /// <summary>Those that the actor may read: exact numbers are not for everyone.</summary>
    public static IQueryable<Release> Readable(this IQueryable<Release> releases, CurrentActor actor) =>
        actor.May(Permission.ReadExactReleases) ? releases : releases.Where(r => r.Audience == ReleaseAudience.Public);
}
