using CaseRegistry.Data;
using CaseRegistry.Domain.Monitor;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Features.Shared;

namespace CaseRegistry.Web.Features.OwnTables;

/// <summary>Makes the counts of an own table. They are all that comes out of the register here.</summary>
internal static class OwnTableCounts
{
    public static async Task<CountTable> Of(
        RegistryDbContext register,
        OwnTableContent content,
        DateOnly referenceDate,
        CancellationToken cancellationToken
    )
    {
        var by = OwnDimensions.Of(content.By);
        var table = OwnDimensions.TableOf(by);
        var cells = await FactCounts.Of(register, by, content, cancellationToken);
        return new()
        {
            Table = table.Name,
            Unit = table.Unit,
            DefinitionVersion = MonitorCatalogue.DefinitionVersion,
            ReferenceDate = referenceDate,
            From = content.FirstYear,
            To = content.LastYear,
            Columns = CountTable.ColumnsOf(table),
            Rows = [.. cells.Select(c => new CountRow(c.Codes, c.Persons)).Order(CountRow.ByCodes)],
        };
    }
}
