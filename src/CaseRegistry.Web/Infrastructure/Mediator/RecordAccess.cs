using CaseRegistry.Data;
using MediatR;

namespace CaseRegistry.Web.Infrastructure.Mediator;

/// <summary>Every look at case data leaves a row that is committed before the first byte of the answer.</summary>
internal sealed class RecordAccess<TRequest, TResult>(AuditLog audit, CurrentActor actor) : IPipelineBehavior<TRequest, TResult>
    where TRequest : IAuditedQuery<TResult>
{
    public async Task<TResult> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResult> next)
    {
        actor.AuditDetail = null;
        var result = await next();

        var shown = (result as IShowsCases)?.ShownCases.Distinct().ToList() ?? [];
        if (shown.Count == 1)
        {
            await audit.Record("done", shown[0].Value, detail: actor.AuditDetail);
        }
        else
        {
            // A list names its cases in the detail, so that the person concerned can be told who saw them there.
            var cases = string.Join(' ', shown.Select(c => c.Value.ToString("N")));
            await audit.Record("done", detail: string.Join(' ', new[] { actor.AuditDetail, cases }.Where(d => !string.IsNullOrEmpty(d))));
        }

        return result;
    }
}
