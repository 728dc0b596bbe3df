using CaseRegistry.Data;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Domain.Signals;
using CaseRegistry.Web.Infrastructure.Mediator;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Features.Signals;

/// <summary>Registers the rows of a file that was checked.</summary>
public static class ConfirmImport
{
    [Requires(Permission.ImportCases)]
    public sealed record Command(ImportJobId Id) : ICommand<Unit>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Id).NotEmpty();
    }

    internal sealed class Handler(RegistryDbContext db, RunImports runner) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            var job = await db.ImportJobs.SingleOrDefaultAsync(j => j.Id == command.Id, cancellationToken) ?? throw new NotFoundException();
            job.Confirm();
            runner.Wake();
            return Unit.Value;
        }
    }
}
