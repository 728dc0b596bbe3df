using CaseRegistry.Data;
using MediatR;

namespace CaseRegistry.Web.Infrastructure.Mediator;

/// <summary>Every look at case data leaves a row that is committed before the first byte of the answer.</summary>
internal sealed class RecordAccess<TRequest, TResult>(AuditLog audit, CurrentActor actor) : IPipelineBehavior<TRequest, TResult>
    where TRequest : IAuditedQuery<TResult>
{
    /// <summary>As many as fit in the detail of a row.</summary>
    private const int CasesPerRow = 50;

    public async Task<TResult> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResult> next)
    {
        actor.AuditDetail = null;
        var result = await next();

        var shown =
            result is IShowsCases list ? list.ShownCases.Distinct().ToList()
            : request is IAboutCase about ? [about.Id]
            : [];
        if (shown.Count == 1)
        {
            await audit.Record("done", shown[0].Value, detail: actor.AuditDetail);
        }
        else
        {
            // A list names its cases in the detail, so that the person concerned can be told who saw them there: all of them.
            var rows = shown.Select(c => c.Value.ToString("N")).Chunk(CasesPerRow).DefaultIfEmpty([]);
            await Task.WhenAll(
                rows.Select(cases =>
                    audit.Record("done", detail: string.Join(' ', cases.Prepend(actor.AuditDetail).Where(d => !string.IsNullOrEmpty(d))))
                )
            );
        }

        return result;
    }
}
