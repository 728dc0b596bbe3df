using CaseRegistry.Domain.Shared;

namespace CaseRegistry.Domain.Regions;

/// <summary>Working area of one controller (verwerkingsverantwoordelijke), with a police unit as statistical parent.</summary>
public sealed class CareRegion(string code, string name, string policeUnit, string numberPrefix)
{
    /// <summary>Slug, as <c>noord-nederland</c>; never changes.</summary>
    public string Code { get; private set; } = code;
    public string Name { get; private set; } = name;

    /// <summary>Code list police_unit.</summary>
    public string PoliceUnit { get; private set; } = policeUnit;

    /// <summary>Two or three capitals with which the case numbers of the region begin; never changes.</summary>
    public string NumberPrefix { get; private set; } = numberPrefix;

    /// <summary>The day on which it was added; null for those that were there from the beginning.</summary>
    public DateOnly? StartsOn { get; init; }

    /// <summary>From this day no new cases are registered here.</summary>
    public DateOnly? EndsOn { get; private set; }

    public bool IsOpenOn(DateOnly day) => EndsOn is null || day < EndsOn;

    /// <summary>Whether it was there for a part of the quarter, so that it has something to hand in.</summary>
    public bool CountsIn(Quarter quarter) => (StartsOn is null || StartsOn <= quarter.LastDay) && IsOpenOn(quarter.FirstDay);

    public void Change(string name, string policeUnit, DateOnly? endsOn) => (Name, PoliceUnit, EndsOn) = (name, policeUnit, endsOn);
}

/// <summary>A Dutch municipality by its CBS code, as <c>GM0363</c>.</summary>
public sealed class Municipality(string code, string name)
{
    public string Code { get; private set; } = code;
    public string Name { get; private set; } = name;
    public List<MunicipalityMembership> Memberships { get; private set; } = [];

    public void Rename(string name) => Name = name;

    /// <summary>From a day on the municipality belongs to another region; earlier days keep theirs.</summary>
    public void Join(string region, DateOnly from)
    {
        var last = Memberships.OrderBy(m => m.From).LastOrDefault();
        if (last?.Region == region && last.Until is null)
        {
            return;
        }

        if (last is not null && from <= last.From)
        {
            throw new RuleViolationException("Municipality.Join.BeforeEarlierMembership");
        }

        last?.End(from);
        Memberships.Add(new(Code, region, from));
    }
}

/// <summary>The care region to which a municipality belongs, from a day (inclusive) until a day (exclusive).</summary>
public sealed class MunicipalityMembership(string municipalityCode, string region, DateOnly from)
{
    public string MunicipalityCode { get; private set; } = municipalityCode;
    public string Region { get; private set; } = region;
    public DateOnly From { get; private set; } = from;
    public DateOnly? Until { get; private set; }

    public bool Covers(DateOnly day) => From <= day && (Until is null || day < Until);

    internal void End(DateOnly until) => Until = until;
}

/// <summary>Who brings signals. A free entry is a proposal until the administrator accepts it.</summary>
public sealed class ReportingOrganisation(ReportingOrganisationId id, string name, string? reporterType, string? euGroup, bool isProposal)
{
    public ReportingOrganisationId Id { get; private set; } = id;
    public string Name { get; private set; } = name;
    public string? ReporterType { get; private set; } = reporterType;

    /// <summary>EU reporter group where the type has none of its own (care coordination: GGD, veiligheidshuis or foundation).</summary>
    public string? EuGroup { get; private set; } = euGroup;
    public bool IsProposal { get; private set; } = isProposal;
    public bool IsRetired { get; private set; }

    public void Change(string name, string? reporterType, string? euGroup, bool isRetired) =>
        (Name, ReporterType, EuGroup, IsRetired, IsProposal) = (name, reporterType, euGroup, isRetired, false);
}

/// <summary>One value of a code list. A code in use can be retired, not deleted.</summary>
public sealed class CodeListItem(string list, string code, string labelNl, string labelEn, string? parent, string? euGroup, int order)
{
    public string List { get; private set; } = list;
    public string Code { get; private set; } = code;
    public string LabelNl { get; private set; } = labelNl;
    public string LabelEn { get; private set; } = labelEn;
    public string? Parent { get; private set; } = parent;
    public string? EuGroup { get; private set; } = euGroup;
    public int Order { get; private set; } = order;
    public DateOnly? ValidFrom { get; private set; }

    /// <summary>The first day on which the code can no longer be chosen.</summary>
    public DateOnly? ValidUntil { get; private set; }

    /// <summary>Other names by which people know it, separated by <c>;</c> (platforms).</summary>
    public string? Aliases { get; private set; }

    public bool IsValidOn(DateOnly day) => (ValidFrom is null || ValidFrom <= day) && (ValidUntil is null || day < ValidUntil);

    public void Change(string labelNl, string labelEn, int order, DateOnly? validFrom, DateOnly? validUntil, string? aliases) =>
        (LabelNl, LabelEn, Order, ValidFrom, ValidUntil, Aliases) = (labelNl, labelEn, order, validFrom, validUntil, aliases);
}
