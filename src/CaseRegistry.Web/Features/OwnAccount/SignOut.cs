using CaseRegistry.Data.Accounts;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Mediator;
using MediatR;
using Microsoft.AspNetCore.Identity;

namespace CaseRegistry.Web.Features.OwnAccount;

/// <summary>Ends the session and tells the browser to forget what it kept.</summary>
public static class SignOut
{
    [Requires(Permission.SignedIn)]
    public sealed record Command : IRequest<Unit>;

    internal sealed class Handler(SignInManager<Account> signIn, AuditLog audit, IHttpContextAccessor http) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            await signIn.SignOutAsync();
            await audit.Record("done");
            // Not "cookies": the language stays chosen.
            http.HttpContext!.Response.Headers["Clear-Site-Data"] = "\"cache\", \"storage\"";
            return Unit.Value;
        }
    }
}
