using System.Reflection;
using System.Security.Cryptography;
using CaseRegistry.Data;
using CaseRegistry.Domain.Cases;
using CaseRegistry.Domain.Monitor;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Domain.Signals;
using CaseRegistry.Web.Infrastructure.Encryption;
using CaseRegistry.Web.Infrastructure.Mediator;
using CaseRegistry.Web.Infrastructure.Webhooks;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace CaseRegistry.Web.Features.Keys;

/// <summary>Decrypts every protected field of every region, and tells which cannot be; shows nothing of them.</summary>
public static class VerifyProtectedFields
{
    private const int RowsAtOnce = 500;

    [Requires(Permission.Operate)]
    public sealed record Query : IQuery<Result>;

    /// <param name="Fields">That were decrypted.</param>
    /// <param name="Erased">Fields whose key was destroyed, as it should be.</param>
    public sealed record Result(long Fields, long Erased, IReadOnlyList<string> Faults);

    internal sealed class Handler(RegistryDbContext db, IServiceScopeFactory scopes, KeyStore store, KeyRing ring)
        : IRequestHandler<Query, Result>
    {
        private static readonly MethodInfo OfOneTable = typeof(Handler).GetMethod(
            nameof(CheckTable),
            BindingFlags.NonPublic | BindingFlags.Instance
        )!;

        private readonly List<string> _faults = [];
        private long _fields;
        private long _erased;

        public async Task<Result> Handle(Query query, CancellationToken cancellationToken)
        {
            foreach (var type in db.Model.GetEntityTypes())
            {
                var columns = type.GetProperties().Where(p => p.ClrType == typeof(ProtectedText)).ToArray();
                if (columns.Length > 0)
                {
                    await (Task)OfOneTable.MakeGenericMethod(type.ClrType).Invoke(this, [type.GetTableName(), columns, cancellationToken])!;
                }
            }

            await CheckResponses(cancellationToken);
            await CheckOffice(cancellationToken);
            return new(_fields, _erased, _faults);
        }

        private async Task CheckTable<T>(string table, IProperty[] columns, CancellationToken cancellationToken)
            where T : class, IRegional
        {
            // Another connection for the keys: a server has but one answer at a time on each.
            await using var scope = scopes.CreateAsyncScope();
            var keysOf = scope.ServiceProvider.GetRequiredService<RegistryDbContext>();
            await foreach (
                var some in db.Set<T>()
                    .OfEveryRegion()
                    .AsNoTracking()
                    .AsAsyncEnumerable()
                    .Chunk(RowsAtOnce)
                    .WithCancellation(cancellationToken)
            )
            {
                var ids = some.Select(KeyOf).Distinct().ToList();
                var uses = await keysOf
                    .CaseDataKeys.OfEveryRegion()
                    .AsNoTracking()
                    .Where(k => ids.Contains(k.CaseId))
                    .ToListAsync(cancellationToken);
                var wrapped = (await store.Find([.. ids.Select(i => i.Value)], cancellationToken)).ToDictionary(k => k.Id);
                var opened = uses.ToDictionary(u => u.CaseId, u => TryOpen(u, wrapped));
                foreach (var row in some)
                {
                    CheckRow(table, columns, row, opened.GetValueOrDefault(KeyOf(row)));
                }
            }
        }

        private void CheckRow<T>(string table, IProperty[] columns, T row, CaseKey? key)
            where T : class, IRegional
        {
            foreach (var column in columns)
            {
                if (column.PropertyInfo!.GetValue(row) is not ProtectedText text)
                {
                    continue;
                }

                try
                {
                    if (key is null)
                    {
                        throw new CryptographicException("its key is missing or cannot be opened");
                    }

                    key.Reveal(text, $"{table}|{column.Name}");
                    (_fields, _erased) = key.IsDestroyed ? (_fields, _erased + 1) : (_fields + 1, _erased);
                }
                catch (CryptographicException unreadable)
                {
                    _faults.Add($"{table}.{column.Name} of {KeyOf(row)} cannot be decrypted: {unreadable.Message}");
                }
            }
        }

        private async Task CheckResponses(CancellationToken cancellationToken)
        {
            await foreach (var request in db.IdempotentRequests.AsNoTracking().AsAsyncEnumerable().WithCancellation(cancellationToken))
            {
                if (request.IsForgotten)
                {
                    continue;
                }

                CheckOwn(request.Response, IdempotentRequest.ResponsePurpose, $"IdempotentRequests.Response of {request.At:O}");
            }
        }

        /// <summary>What the register keeps for the national office under its own key.</summary>
        private async Task CheckOffice(CancellationToken cancellationToken)
        {
            foreach (var receiver in await db.Set<WebhookReceiver>().AsNoTracking().ToListAsync(cancellationToken))
            {
                if (receiver.RetiredAt is null)
                {
                    CheckOwn(receiver.Secret, WebhookSecret.Purpose(receiver.Id), $"WebhookReceivers.Secret of {receiver.Id}");
                }
            }

            var releases = await db.Set<Release>()
                .Where(r => r.Confidential != null)
                .Select(r => new { r.Id, r.Confidential })
                .ToListAsync(cancellationToken);
            foreach (var release in releases)
            {
                CheckOwn(release.Confidential!, Release.ConfidentialPurpose(release.Id), $"Releases.Confidential of {release.Id}");
            }
        }

        private void CheckOwn(byte[] bytes, string purpose, string what)
        {
            try
            {
                ring.Unprotect(bytes, purpose);
                _fields++;
            }
            catch (CryptographicException unreadable)
            {
                _faults.Add($"{what} cannot be decrypted: {unreadable.Message}");
            }
        }

        private CaseKey? TryOpen(CaseDataKey use, Dictionary<Guid, WrappedKey> wrapped)
        {
            try
            {
                return !wrapped.TryGetValue(use.CaseId.Value, out var key) ? null
                    : key.DestroyedAt is not null ? CaseKey.Destroyed(use.CaseId, use.Version)
                    : new(use.CaseId, use.Version, store.Unwrap(key));
            }
            catch (CryptographicException)
            {
                return null;
            }
        }

        private static CaseId KeyOf<T>(T row)
            where T : IRegional =>
            row switch
            {
                ICaseData data => data.CaseId,
                ImportJob job => job.KeyId,
                _ => throw new InvalidOperationException($"{typeof(T).Name} is protected by no key that is known."),
            };
    }
}
