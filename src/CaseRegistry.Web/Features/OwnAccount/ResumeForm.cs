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

    /// <param name="Key">By which the form is known when it is sent.</param>
    /// <param name="Action">Where it goes.</param>
    /// <param name="Fields">What was filled in.</param>
    public sealed record Result(Guid Key, string Action, IReadOnlyList<KeyValuePair<string, string>> Fields);

    internal sealed class Handler(KeptForms forms) : IRequestHandler<Query, Result?>
    {
        public async Task<Result?> Handle(Query query, CancellationToken cancellationToken) =>
            await forms.Find(cancellationToken) is var (key, form) ? new(key, form.Action, form.Fields) : null;
    }
}
