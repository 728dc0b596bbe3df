using CaseRegistry.Data;
using CaseRegistry.Domain.Regions;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Features.Shared;

/// <summary>Finds the organisation that brings a signal; a free entry becomes a proposal to the administrator.</summary>
internal static class Organisations
{
    public static async Task<ReportingOrganisationId?> Find(RegistryDbContext db, CaseFields fields, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(fields.ReportingOrganisation))
        {
            return null;
        }

        var name = fields.ReportingOrganisation.Trim();
        var known = await db
            .ReportingOrganisations.Where(o => o.Name == name)
            .Select(o => (ReportingOrganisationId?)o.Id)
            .SingleOrDefaultAsync(cancellationToken);
        if (known is not null)
        {
            return known;
        }

        var proposal = new ReportingOrganisation(ReportingOrganisationId.New(), name, fields.ReporterType, null, isProposal: true);
        db.ReportingOrganisations.Add(proposal);
        return proposal.Id;
    }
}
