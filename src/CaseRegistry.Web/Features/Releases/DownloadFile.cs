using CaseRegistry.Data;
using CaseRegistry.Domain.Monitor;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Mediator;
using CaseRegistry.Web.Infrastructure.Releases;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Features.Releases;

/// <summary>One file of a published release, the manifest or its signature, byte for byte as it was frozen.</summary>
public static class DownloadFile
{
    [Requires(Permission.ReadReleases)]
    [RequiresFresh]
    public sealed record Query(Guid Id, string Name) : IAuditedQuery<Result>;

    public sealed record Result(string Name, string MediaType, string Sha256, byte[] Bytes);

    internal sealed class Handler(MonitorDbContext db, CurrentActor actor) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken cancellationToken)
        {
            var release = await db
                .Releases.Readable(actor)
                .Where(r => r.Id == query.Id && r.State == ReleaseState.Published)
                .Select(r => new
                {
                    r.Id,
                    r.Manifest,
                    r.Signature,
                })
                .SingleOrDefaultAsync(cancellationToken);
            var file = release is null
                ? null
                : query.Name switch
                {
                    ReleaseFiles.ManifestName => Own(query.Name, ReleaseFiles.JsonType, release.Manifest),
                    ReleaseFiles.SignatureName => Own(query.Name, "application/octet-stream", release.Signature!),
                    _ => await db
                        .ReleaseFiles.Where(f => f.ReleaseId == release.Id && f.Name == query.Name)
                        .Select(f => new Result(f.Name, f.MediaType, f.Sha256, f.Bytes))
                        .SingleOrDefaultAsync(cancellationToken),
                };
            actor.AuditDetail = $"release:{query.Id} file:{file?.Name ?? "-"}";
            return file ?? throw new NotFoundException();
        }

        private static Result Own(string name, string type, byte[] bytes) => new(name, type, ReleaseFiles.HashOf(bytes), bytes);
    }
}
