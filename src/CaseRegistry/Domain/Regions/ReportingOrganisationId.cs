using CaseRegistry.Domain.Shared;

namespace CaseRegistry.Domain.Regions;

/// <summary>Identifies a reporting organisation.</summary>
public readonly record struct ReportingOrganisationId(Guid Value) : IEntityId<ReportingOrganisationId>
{
    public static ReportingOrganisationId From(Guid value) => new(value);

    public static ReportingOrganisationId New() => IEntityId<ReportingOrganisationId>.New();

    public static bool TryParse(string? text, out ReportingOrganisationId id) => IEntityId<ReportingOrganisationId>.TryParse(text, out id);

    public override string ToString() => Value.ToString();
}
