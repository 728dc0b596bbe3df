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
using FluentValidation.Results;
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
        private readonly RegistryDbContext _db;

        public Validator(RegistryDbContext db, CodeLists lists, IStringLocalizer<Texts> text, TimeProvider clock)
            : base(lists, text, clock)
        {
            _db = db;
            RuleFor(c => c.Section).Must(s => Code.TryParse<Section>(s, out var section) && section != Shared.Section.Signal);
            RuleFor(c => c.Version).NotNull();
            When(c => c.Section == "person", Person);
            When(c => c.Section == "identity", Identity);
            When(c => c.Section == "safe_contact", SafeContact);
            When(c => c.Section == "exploitation", Exploitation);
            When(c => c.Section == "technology", Technology);
        }

        public override async Task<ValidationResult> ValidateAsync(
            ValidationContext<Command> context,
            CancellationToken cancellation = default
        )
        {
            Kept.UnionWith(await CodesOf(context.InstanceToValidate.Id, cancellation));
            return await base.ValidateAsync(context, cancellation);
        }

        // A code can be retired while cases hold it; changing another answer must not demand a new one for it.
        private async Task<IEnumerable<(string, string)>> CodesOf(CaseId id, CancellationToken cancellationToken)
        {
            var person = await _db
                .Cases.Where(c => c.Id == id)
                .Select(c => new
                {
                    c.AgeBand,
                    c.Sex,
                    c.ResidenceStatus,
                })
                .SingleOrDefaultAsync(cancellationToken);
            var channel = await _db.SafeContacts.Where(c => c.CaseId == id).Select(c => c.Channel).SingleOrDefaultAsync(cancellationToken);
            var exploitations = await _db.Exploitations.AsNoTracking().Where(e => e.CaseId == id).ToListAsync(cancellationToken);
            var uses = await _db.TechnologyUses.AsNoTracking().Where(u => u.CaseId == id).ToListAsync(cancellationToken);
            IEnumerable<(string List, string? Code)> codes =
            [
                ("age_band", person?.AgeBand),
                ("sex", person?.Sex),
                ("residence_status", person?.ResidenceStatus),
                ("safe_contact_channel", channel),
                .. exploitations
                    .SelectMany(e => CodesConverter.Split(e.MeansOfControl))
                    .Select(means => ("means_of_control", (string?)means)),
                .. exploitations.SelectMany(e =>
                    new (string, string?)[]
                    {
                        ("exploitation_form", e.Form),
                        ("sector", e.Sector),
                        ("route", e.Route),
                        ("recruiter_relation", e.RecruiterRelation),
                    }
                ),
                .. uses.SelectMany(u =>
                    new (string, string?)[]
                    {
                        ("technology_phase", u.Phase),
                        ("technology_channel", u.Channel),
                        ("technology_use", u.Use),
                        ("platform", u.Platform),
                    }
                ),
            ];
            return codes.Where(c => c.Code is not null).Select(c => (c.List, c.Code!));
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
