using CaseRegistry.Data;
using CaseRegistry.Domain.Monitor;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Mediator;
using CaseRegistry.Web.Infrastructure.Releases;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Features.Releases;

/// <summary>One release: what it is made of, its files with their hashes, and where the decision stands.</summary>
public static class ViewRelease
{
    /// <param name="Published">For systems: one that is not published is not there.</param>
    [Requires(Permission.ReadReleases)]
    public sealed record Query(Guid Id, bool Published = false) : IAuditedQuery<Result>;

    public sealed record Result
    {
        public required Guid Id { get; init; }
        public required string Title { get; init; }
        public required ReleaseAudience Audience { get; init; }
        public required ReleaseState State { get; init; }
        public required int FirstYear { get; init; }
        public required int LastYear { get; init; }
        public required int DefinitionVersion { get; init; }
        public required DateTimeOffset FrozenAt { get; init; }
        public required DateOnly ReferenceDate { get; init; }
        public DateTimeOffset? DecidedAt { get; init; }
        public string? Reason { get; init; }
        public required IReadOnlyList<string> Tables { get; init; }
        public required IReadOnlyList<string> Missing { get; init; }
        public required IReadOnlyList<FileRow> Files { get; init; }

        /// <summary>SHA-256 of the manifest, lower-case hexadecimal.</summary>
        public required string ManifestSha256 { get; init; }

        /// <summary>Base64; ECDSA over the manifest.</summary>
        public string? Signature { get; init; }

        /// <summary>Whoever asks froze it, and so does not publish it.</summary>
        public required bool IsOwn { get; init; }

        /// <summary>The tables as they were frozen. Not required: what is required cannot be left out of the JSON.</summary>
        [System.Text.Json.Serialization.JsonIgnore]
        public FrozenSet Content { get; init; } = null!;
    }

    public sealed record FileRow(string Name, string MediaType, string Sha256, int Size);

    internal sealed class Handler(MonitorDbContext db, CurrentActor actor) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken cancellationToken)
        {
            var release =
                await db
                    .Releases.Readable(actor)
                    .AsNoTracking()
                    .SingleOrDefaultAsync(
                        r => r.Id == query.Id && (!query.Published || r.State == ReleaseState.Published),
                        cancellationToken
                    )
                ?? throw new NotFoundException();
            actor.AuditDetail = $"release:{release.Id}";
            var files = await db
                .ReleaseFiles.Where(f => f.ReleaseId == release.Id)
                .OrderBy(f => f.Name)
                .Select(f => new FileRow(f.Name, f.MediaType, f.Sha256, f.Bytes.Length))
                .ToListAsync(cancellationToken);
            var set = FrozenSet.Of(release.Content);
            return new()
            {
                Id = release.Id,
                Title = release.Title,
                Audience = release.Audience,
                State = release.State,
                FirstYear = release.FirstYear,
                LastYear = release.LastYear,
                DefinitionVersion = release.DefinitionVersion,
                FrozenAt = release.FrozenAt,
                ReferenceDate = set.ReferenceDate,
                DecidedAt = release.DecidedAt,
                Reason = release.Reason,
                Tables = [.. set.Tables.Select(t => t.Name)],
                Missing = set.Missing,
                Files = files,
                ManifestSha256 = ReleaseFiles.HashOf(release.Manifest),
                Signature = release.Signature is { } signature ? Convert.ToBase64String(signature) : null,
                IsOwn = release.FrozenBy == actor.AccountId,
                Content = set,
            };
        }
    }
}
