using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Identity;
using CaseRegistry.Web.Infrastructure.Mediator;
using MediatR;

namespace CaseRegistry.Web.Features.OwnAccount;

/// <summary>The form that waited until its sender showed a factor: one press sends it.</summary>
public static class ResumeForm
{
    [Requires(Permission.SignedIn)]
    public sealed record Query : IQuery<Result?>;

    public sealed record Result(string Action, IReadOnlyList<KeyValuePair<string, string>> Fields);

    internal sealed class Handler(KeptForms forms) : IRequestHandler<Query, Result?>
    {
        public async Task<Result?> Handle(Query query, CancellationToken cancellationToken) =>
            await forms.Find(cancellationToken) is { } form ? new(form.Action, form.Fields) : null;
    }
}
