using CaseRegistry.Data;
using CaseRegistry.Domain.Cases;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Domain.Victims;
using CaseRegistry.Web.Features.Shared;
using CaseRegistry.Web.Infrastructure;
using CaseRegistry.Web.Infrastructure.Encryption;
using CaseRegistry.Web.Infrastructure.Mediator;
using CaseRegistry.Web.Resources;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace CaseRegistry.Web.Features.Cases;

/// <summary>Changes one section of a case. Signals and the statement about minority are not changed but added to.</summary>
public static class EditCase
{
    [Requires(Permission.ChangeCases)]
    public sealed record Command : CaseFields, ICommand<Unit>
    {
        public CaseId Id { get; init; }

        /// <summary>Code of the section: person, identity, safe_contact, exploitation or technology.</summary>
        public string Section { get; init; } = "";

        /// <summary>The version the form was opened on.</summary>
        public Guid? Version { get; init; }
    }

    internal sealed class Validator : CaseFieldsRules<Command>
    {
        public Validator(CodeLists lists, IStringLocalizer<Texts> text, TimeProvider clock)
            : base(lists, text, clock)
        {
            RuleFor(c => c.Section).Must(s => Code.TryParse<Section>(s, out var section) && section != Shared.Section.Signal);
            RuleFor(c => c.Version).NotNull();
            When(c => c.Section == "person", Person);
            When(c => c.Section == "identity", Identity);
            When(c => c.Section == "safe_contact", SafeContact);
            When(c => c.Section == "exploitation", Exploitation);
            When(c => c.Section == "technology", Technology);
        }
    }

    internal sealed class Handler(RegistryDbContext db, CaseKeys keys) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            var section = Code.Parse<Section>(command.Section);
            IQueryable<Case> cases = section switch
            {
                Section.Exploitation => db.Cases.Include(c => c.Exploitations),
                Section.Technology => db.Cases.Include(c => c.TechnologyUses),
                _ => db.Cases,
            };
            var @case = await cases.SingleOrDefaultAsync(c => c.Id == command.Id, cancellationToken) ?? throw new NotFoundException();
            var entry = db.Entry(@case);
            entry.Property("Version").OriginalValue = command.Version!.Value;
            // The version guards the whole file, also where only a row beside it changes.
            entry.Property("Version").IsModified = true;
            var key = await keys.Open(@case.Id, cancellationToken);
            switch (section)
            {
                case Section.Person:
                    @case.DescribePerson(command.ToPerson(), key);
                    break;
                case Section.Exploitation:
                    @case.DescribeExploitation(command.ToExploitations());
                    break;
                case Section.Technology:
                    @case.DescribeTechnology(command.ToTechnology());
                    break;
                case Section.Identity:
                    var victim = await db.SuspectedVictims.SingleOrDefaultAsync(v => v.CaseId == @case.Id, cancellationToken);
                    if (victim is null)
                    {
                        victim = SuspectedVictim.For(@case);
                        db.SuspectedVictims.Add(victim);
                    }

                    victim.Identify(command.ToIdentity(), key);
                    break;
                case Section.SafeContact:
                    var contact = await db.SafeContacts.SingleOrDefaultAsync(v => v.CaseId == @case.Id, cancellationToken);
                    if (contact is null)
                    {
                        contact = SafeContact.For(@case);
                        db.SafeContacts.Add(contact);
                    }

                    contact.Agree(command.ToSafeContact(), key);
                    break;
            }

            return Unit.Value;
        }
    }
}
