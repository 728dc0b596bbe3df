using System.Globalization;
using CaseRegistry.Data;
using CaseRegistry.Domain.Regions;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Domain.Victims;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Infrastructure;

/// <summary>The lists from which people choose, as they are in the database now, with labels in the language of the request.</summary>
/// <remarks>Reads a snapshot that is kept for at most <see cref="MaxAge"/> and dropped by every change made here.</remarks>
public sealed class CodeLists(CodeListCache cache, TimeProvider clock)
{
    public const string Unknown = "unknown";
    public const string MunicipalityList = "municipality";
    public const string CareRegionList = "care_region";
    public const string CountryList = "country";
    public const string LanguageList = "language";

    public static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(15);

    private CodeListSnapshot Now => cache.Current;

    /// <summary>Codes that can be chosen today, in their order.</summary>
    public IEnumerable<CodeListItem> Active(string list) => Now.Items(list).Where(i => i.IsValidOn(clock.Today()));

    /// <summary>Those that are no longer used too.</summary>
    public IEnumerable<CodeListItem> Items(string list) => Now.Items(list);

    public bool IsActive(string list, string code) => Now.Find(list, code)?.IsValidOn(clock.Today()) is true;

    public CodeListItem? Find(string list, string code) => Now.Find(list, code);

    public IReadOnlyList<CareRegion> Regions => Now.Regions;

    public IReadOnlyList<Municipality> Municipalities => Now.Municipalities;

    public IReadOnlyList<ReportingOrganisation> Organisations => Now.Organisations;

    /// <summary>There is such a region, and it has not ended.</summary>
    public bool IsOpenRegion(string code) => Now.Regions.Any(r => r.Code == code && r.IsOpenOn(clock.Today()));

    public bool IsMunicipality(string code) => Now.MunicipalityByCode.ContainsKey(code);

    /// <summary>The region of a municipality today, or null.</summary>
    public string? RegionOf(string municipality) =>
        Now.MunicipalityByCode.GetValueOrDefault(municipality)?.Memberships.FirstOrDefault(m => m.Covers(clock.Today()))?.Region;

    /// <summary>The label in the language of the request; the code itself where there is none.</summary>
    public string Label(string list, string? code) =>
        code switch
        {
            null or "" => "",
            _ when list == MunicipalityList => Now.MunicipalityByCode.GetValueOrDefault(code)?.Name ?? Label("age_band", code),
            _ when list == CareRegionList => Now.Regions.FirstOrDefault(r => r.Code == code)?.Name ?? code,
            _ when list == CountryList => code == Citizenship.Stateless ? Label("citizenship_group", "stateless") : CountryName(code),
            _ when list == LanguageList => LanguageName(code),
            _ => Now.Find(list, code) is { } item ? LabelOf(item) : code,
        };

    public static string LabelOf(CodeListItem item) => IsEnglish ? item.LabelEn : item.LabelNl;

    /// <summary>What can be chosen in a form; the group of an option is the code of its parent.</summary>
    /// <param name="kept">Answers given before: they can be kept, also when they are no longer on the list.</param>
    public IReadOnlyList<SelectListItem> Options(string list, params IEnumerable<string?> kept) =>
        list switch
        {
            MunicipalityList =>
            [
                .. Now.Municipalities.Select(m => new SelectListItem(m.Name, m.Code)),
                new(Label("age_band", Unknown), Unknown),
            ],
            CareRegionList => [.. Now.Regions.Where(r => r.IsOpenOn(clock.Today())).Select(r => new SelectListItem(r.Name, r.Code))],
            CountryList => [.. Citizenship.Countries.Select(c => new SelectListItem(CountryName(c), c)).OrderBy(i => i.Text, Comparer)],
            LanguageList => [.. Languages.Select(c => new SelectListItem(LanguageName(c), c)).OrderBy(i => i.Text, Comparer)],
            _ =>
            [
                .. Now.Items(list)
                    .Where(i => i.IsValidOn(clock.Today()) || kept.Contains(i.Code))
                    .Select(i => new SelectListItem(WithAliases(i), i.Code)
                    {
                        Group = i.Parent is null ? null : new SelectListGroup { Name = i.Parent },
                    }),
            ],
        };

    private static string WithAliases(CodeListItem item) =>
        string.IsNullOrWhiteSpace(item.Aliases)
            ? LabelOf(item)
            : $"{LabelOf(item)} ({item.Aliases.Replace(";", ", ", StringComparison.Ordinal)})";

    public static bool IsLanguage(string code) => Languages.Contains(code);

    private static bool IsEnglish => CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "en";

    private static StringComparer Comparer => StringComparer.Create(CultureInfo.CurrentUICulture, ignoreCase: true);

    private static readonly HashSet<string> Languages = CultureInfo
        .GetCultures(CultureTypes.NeutralCultures)
        .Select(c => c.TwoLetterISOLanguageName)
        .Where(c => c.Length == 2 && c != "iv")
        .ToHashSet(StringComparer.Ordinal);

    private static string CountryName(string code)
    {
        try
        {
            // Of the reader's language in that country: DisplayName of the country alone is in the country's own.
            return new RegionInfo($"{CultureInfo.CurrentUICulture.TwoLetterISOLanguageName}-{code}").NativeName;
        }
        catch (ArgumentException)
        {
            return code;
        }
    }

    private static string LanguageName(string code) => CultureInfo.GetCultureInfo(code).DisplayName;
}

/// <summary>The lists of the database in memory.</summary>
public sealed class CodeListSnapshot(
    IReadOnlyList<CodeListItem> items,
    IReadOnlyList<CareRegion> regions,
    IReadOnlyList<Municipality> municipalities,
    IReadOnlyList<ReportingOrganisation> organisations
)
{
    private readonly ILookup<string, CodeListItem> _byList = items.OrderBy(i => i.Order).ToLookup(i => i.List);
    private readonly Dictionary<(string, string), CodeListItem> _byCode = items.ToDictionary(i => (i.List, i.Code));

    public IReadOnlyList<CareRegion> Regions => regions;
    public IReadOnlyList<Municipality> Municipalities => municipalities;
    public IReadOnlyList<ReportingOrganisation> Organisations => organisations;
    public Dictionary<string, Municipality> MunicipalityByCode { get; } = municipalities.ToDictionary(m => m.Code);

    public IEnumerable<CodeListItem> Items(string list) => _byList[list];

    public CodeListItem? Find(string list, string code) => _byCode.GetValueOrDefault((list, code));
}

/// <summary>Keeps the snapshot for all requests.</summary>
public sealed class CodeListCache(IServiceScopeFactory scopes, TimeProvider clock)
{
    private readonly Lock _reading = new();
    private CodeListSnapshot? _snapshot;
    private DateTimeOffset _readAt;

    public CodeListSnapshot Current
    {
        get
        {
            lock (_reading)
            {
                if (_snapshot is null || clock.GetUtcNow() - _readAt > CodeLists.MaxAge)
                {
                    (_snapshot, _readAt) = (Read().GetAwaiter().GetResult(), clock.GetUtcNow());
                }

                return _snapshot;
            }
        }
    }

    /// <summary>The next look reads the database again.</summary>
    public void Drop()
    {
        lock (_reading)
        {
            _snapshot = null;
        }
    }

    private async Task<CodeListSnapshot> Read()
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AdministrationDbContext>();
        return new(
            await db.CodeListItems.AsNoTracking().ToListAsync(),
            await db.CareRegions.AsNoTracking().OrderBy(r => r.Name).ToListAsync(),
            await db.Municipalities.AsNoTracking().Include(m => m.Memberships).OrderBy(m => m.Name).ToListAsync(),
            await db.ReportingOrganisations.AsNoTracking().OrderBy(o => o.Name).ToListAsync()
        );
    }
}
