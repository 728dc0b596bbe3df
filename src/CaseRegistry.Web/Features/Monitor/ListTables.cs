using CaseRegistry.Domain.Monitor;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Features.Shared;
using CaseRegistry.Web.Infrastructure.Mediator;
using MediatR;

namespace CaseRegistry.Web.Features.Monitor;

/// <summary>Which tables there are. Holds no counts, so that a look at it is no look at a table.</summary>
public static class ListTables
{
    [Requires(Permission.ViewTables)]
    public sealed record Query : IQuery<Result>;

    public sealed record Result(int DefinitionVersion, IReadOnlyList<Row> Rows);

    public sealed record Row(string Name, IReadOnlyList<string> Columns);

    internal sealed class Handler : IRequestHandler<Query, Result>
    {
        public Task<Result> Handle(Query query, CancellationToken cancellationToken) =>
            Task.FromResult(
                new Result(
                    MonitorCatalogue.DefinitionVersion,
                    [.. MonitorCatalogue.Tables.Select(t => new Row(t.Name, CountTable.ColumnsOf(t)))]
                )
            );
    }
}
