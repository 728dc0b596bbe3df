using CaseRegistry.Data;
using CaseRegistry.Domain.Monitor;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Encryption;
using CaseRegistry.Web.Infrastructure.Mediator;
using CaseRegistry.Web.Infrastructure.Releases;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Features.Releases;

/// <summary>
/// Whether every published release is still what a second person agreed to: the signature over its manifest, the hash of every
/// file, and the files made anew of what was frozen; of those for everyone the certificate too.
/// </summary>
public static class VerifyReleases
{
    /// <param name="Id">Only this one.</param>
    [Requires(Permission.Operate)]
    public sealed record Query(Guid? Id = null) : IQuery<Result>;

    public sealed record Result(int Releases, int Files, IReadOnlyList<string> Faults);

    internal sealed class Handler(MonitorDbContext db, ReleaseKey key, KeyRing keys) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken cancellationToken)
        {
            var ids = await db
                .Releases.Where(r => r.State == ReleaseState.Published && (query.Id == null || r.Id == query.Id))
                .OrderBy(r => EF.Property<long>(r, "Sequence"))
                .Select(r => r.Id)
                .ToListAsync(cancellationToken);
            if (query.Id is not null && ids.Count == 0)
            {
                throw new NotFoundException();
            }

            var faults = new List<string>();
            var files = 0;
            foreach (var id in ids)
            {
                var release = await db.Releases.AsNoTracking().Include(r => r.Files).SingleAsync(r => r.Id == id, cancellationToken);
                faults.AddRange((await Check(release, cancellationToken)).Select(fault => $"release {id}: {fault}"));
                files += release.Files.Count;
            }

            return new(ids.Count, files, faults);
        }

        private async Task<List<string>> Check(Release release, CancellationToken cancellationToken)
        {
            var faults = new List<string>();
            if (release.Signature is null || !key.Verify(release.Manifest, release.Signature))
            {
                faults.Add("the signature over the manifest is not that of this register");
            }

            foreach (var file in release.Files)
            {
                if (ReleaseFiles.HashOf(file.Bytes) != file.Sha256)
                {
                    faults.Add($"{file.Name} is not what its hash says");
                }
            }

            FrozenSet set;
            try
            {
                set = FrozenSet.Of(release.Content);
            }
            catch (System.Text.Json.JsonException)
            {
                faults.Add("its content cannot be read");
                return faults;
            }

            if (
                !ReleaseFiles
                    .Manifest(set, release.Content, release.Files.OrderBy(f => f.Name, StringComparer.Ordinal))
                    .AsSpan()
                    .SequenceEqual(release.Manifest)
            )
            {
                faults.Add("the manifest is not that of its content and files");
            }

            foreach (var fresh in await ReleaseFiles.Of(set))
            {
                if (!release.Files.Any(f => f.Name == fresh.Name && f.Bytes.AsSpan().SequenceEqual(fresh.Bytes)))
                {
                    faults.Add($"{fresh.Name} is another one when it is made anew");
                }
            }

            faults.AddRange((await CheckedCertificate.Of(release, set, db, keys, cancellationToken)).Faults);
            return faults;
        }
    }
}
