using CaseRegistry.Data;
using CaseRegistry.Domain.Cases;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Mediator;
using MediatR;

namespace CaseRegistry.Web.Features.Cases;

/// <summary>The file of a case to be put on paper: a look with a name of its own in the audit trail.</summary>
public static class PrintCase
{
    /// <param name="Id">Of the case.</param>
    /// <param name="SafeContact">How the person can be reached safely is printed only when it is asked for.</param>
    [Requires(Permission.ViewCases)]
    public sealed record Query(CaseId Id, bool SafeContact = false) : IAuditedQuery<ViewCase.Result>;

    internal sealed class Handler(IRequestHandler<ViewCase.Query, ViewCase.Result> file, CurrentActor actor)
        : IRequestHandler<Query, ViewCase.Result>
    {
        public async Task<ViewCase.Result> Handle(Query query, CancellationToken cancellationToken)
        {
            var result = await file.Handle(new(query.Id), cancellationToken);
            // Opened in an emergency it is read for an hour; paper would outlast that.
            if (!result.MayChange)
            {
                throw new NotFoundException();
            }

            actor.AuditDetail = query.SafeContact ? "safe_contact" : null;
            return result;
        }
    }
}
