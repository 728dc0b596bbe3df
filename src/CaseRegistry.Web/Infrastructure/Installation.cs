using System.Globalization;
using CaseRegistry.Data;
using CaseRegistry.Data.Accounts;
using CaseRegistry.Domain.Regions;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Audit;
using CaseRegistry.Web.Infrastructure.Encryption;
using CaseRegistry.Web.Infrastructure.Mediator;
using CaseRegistry.Web.Infrastructure.Releases;
using CsvHelper;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Infrastructure;

/// <summary>Brings database, key and reference data of an installation up to date; can be repeated.</summary>
internal sealed class Installation(
    RegistryDbContext registry,
    AdministrationDbContext administration,
    KeysDbContext keysDb,
    Writer writer,
    MasterKeys masters,
    KeyStore keys,
    AnchorKey anchors,
    IAnchorSink sink,
    ReleaseKey releases,
    CodeListCache lists,
    CurrentActor actor
)
{
    /// <summary>From here on the municipalities of the seed belong to their regions.</summary>
    private static readonly DateOnly Beginning = new(1900, 1, 1);

    /// <summary>Migrates the database and adds reference data that is missing; what administrators changed stays.</summary>
    /// <param name="report">Told what a person has to know, such as where a new key file is.</param>
    public async Task Install(Action<string> report, CancellationToken cancellationToken)
    {
        await registry.Database.MigrateAsync(cancellationToken);
        await keysDb.Database.MigrateAsync(cancellationToken);
        var isNew = await keys.IsEmpty();
        if (isNew && await registry.CaseDataKeys.OfEveryRegion().AnyAsync(cancellationToken))
        {
            throw new InvalidOperationException(
                "The database holds protected data, but its key store is empty. Put back the store that belongs to it before you go on."
            );
        }

        if (!masters.Exists)
        {
            if (!isNew)
            {
                throw new InvalidOperationException(
                    $"The key store holds keys, but the key file that opens them is not there: {masters.Place}. Put it back before you go on."
                );
            }

            masters.Create();
            report(
                $"A new master key was made: {masters.Place}. Keep a copy in a safe place, apart from the database: without it no case can be read."
            );
        }

        await keys.MakeOfRegister();

        if (!anchors.Exists)
        {
            await foreach (var _ in sink.Read(cancellationToken))
            {
                throw new InvalidOperationException(
                    $"The audit trail was anchored before, but the key that signs its anchors is not there: {anchors.Path}. Put it back before you go on."
                );
            }

            anchors.Create();
            report(
                $"A new key that signs the anchors of the audit trail was made: {anchors.Path}. Keep a copy with that of the master key."
            );
        }

        if (!releases.Exists)
        {
            releases.Create();
            report(
                $"A new key that signs releases was made: {releases.Path}. Keep a copy, and hand out {releases.PublicPath} to whoever checks them."
            );
        }

        actor.Action = nameof(Installation);
        await writer.Write(administration, () => Seed(cancellationToken), cancellationToken);
        lists.Drop();
    }

    private async Task<bool> Seed(CancellationToken cancellationToken)
    {
        var db = administration;
        var roles = await db.Roles.Select(r => r.Name).ToListAsync(cancellationToken);
        foreach (var role in Enum.GetNames<Role>().Except(roles))
        {
            db.Roles.Add(new(role!) { Id = Guid.CreateVersion7(), NormalizedName = role!.ToUpperInvariant() });
        }

        var known = (await db.CodeListItems.AsNoTracking().Select(i => new { i.List, i.Code }).ToListAsync(cancellationToken)).ToHashSet();
        var order = new Dictionary<string, int>();
        foreach (var row in Rows("code-lists.csv"))
        {
            order[row["list"]] = order.GetValueOrDefault(row["list"]) + 10;
            if (!known.Contains(new { List = row["list"], Code = row["code"] }))
            {
                var item = new CodeListItem(
                    row["list"],
                    row["code"],
                    row["label_nl"],
                    row["label_en"],
                    Empty(row["parent"]),
                    Empty(row["eu_group"]),
                    order[row["list"]]
                );
                item.Change(item.LabelNl, item.LabelEn, item.Order, null, null, Empty(row["aliases"]));
                db.CodeListItems.Add(item);
            }
        }

        // The regions are the administrator's from the first day on.
        if (!await db.CareRegions.AnyAsync(cancellationToken))
        {
            db.CareRegions.AddRange(
                Rows("care-regions.csv").Select(r => new CareRegion(r["code"], r["name"], r["police_unit"], r["number_prefix"]))
            );
        }

        if (!await db.Municipalities.AnyAsync(cancellationToken))
        {
            foreach (var row in Rows("municipalities.csv"))
            {
                var municipality = new Municipality(row["code"], row["name"]);
                municipality.Join(row["care_region"], Beginning);
                db.Municipalities.Add(municipality);
            }
        }

        return true;
    }

    private static string? Empty(string text) => text.Length == 0 ? null : text;

    private static List<Dictionary<string, string>> Rows(string file)
    {
        using var reader = new StreamReader(typeof(Installation).Assembly.GetManifestResourceStream($"CaseRegistry.Web.Seed.{file}")!);
        using var csv = new CsvReader(reader, CultureInfo.InvariantCulture);
        var rows = new List<Dictionary<string, string>>();
        csv.Read();
        csv.ReadHeader();
        while (csv.Read())
        {
            rows.Add(csv.HeaderRecord!.ToDictionary(h => h, h => csv.GetField(h) ?? ""));
        }

        return rows;
    }
}
