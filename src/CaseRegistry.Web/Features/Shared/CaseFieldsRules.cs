using CaseRegistry.Domain.Cases;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Domain.Signals;
using CaseRegistry.Domain.Technology;
using CaseRegistry.Domain.Victims;
using CaseRegistry.Web.Infrastructure;
using CaseRegistry.Web.Resources;
using FluentValidation;
using Microsoft.Extensions.Localization;

namespace CaseRegistry.Web.Features.Shared;

/// <summary>The shape of each section of a registration: what must be there, and from which list.</summary>
internal abstract class CaseFieldsRules<T>(CodeLists lists, IStringLocalizer<Texts> text, TimeProvider clock) : AbstractValidator<T>
    where T : CaseFields
{
    protected void SectionRules(Section section)
    {
        switch (section)
        {
            case Section.Signal:
                Signal();
                break;
            case Section.Person:
                Minority();
                Person();
                break;
            case Section.Identity:
                Identity();
                break;
            case Section.SafeContact:
                SafeContact();
                break;
            case Section.Exploitation:
                Exploitation();
                break;
            case Section.Technology:
                Technology();
                break;
        }
    }

    protected void Signal()
    {
        RuleFor(f => f.ReceivedOn)
            .NotNull()
            .Must(NotInFuture)
            .WithMessage(_ => text["The date is in the future."])
            .GreaterThan(new DateOnly(1990, 1, 1));
        RuleFor(f => f.ObservedFrom)
            .Must(NotInFuture)
            .WithMessage(_ => text["The date is in the future."])
            .LessThanOrEqualTo(f => f.ReceivedOn)
            .When(f => f.ReceivedOn is not null, ApplyConditionTo.CurrentValidator)
            .WithMessage(_ => text["Signal.Observed.AfterReceived"]);
        RuleFor(f => f.ObservedTo).Must(NotInFuture).WithMessage(_ => text["The date is in the future."]);
        RuleFor(f => f.ObservedTo)
            .GreaterThanOrEqualTo(f => f.ObservedFrom)
            .When(f => f.ObservedFrom is not null, ApplyConditionTo.CurrentValidator)
            .WithMessage(_ => text["Signal.ObservedTo.BeforeFrom"]);
        Listed(RuleFor(f => f.ReporterType).NotEmpty(), "reporter_type");
        Harmless(RuleFor(f => f.ReportingOrganisation).MaximumLength(200));
        Municipality(RuleFor(f => f.ReporterMunicipalityCode));
        Coded<Certainty>(RuleFor(f => f.Certainty).NotEmpty());
        RuleFor(f => f.CertaintyBasis)
            .MaximumLength(500)
            .NotEmpty()
            .When(f => f.Certainty == "confirmed", ApplyConditionTo.CurrentValidator)
            .WithMessage(_ => text["Signal.Confirmed.RequiresBasis"]);
        RuleFor(f => f.Summary).MaximumLength(4000);
        Harmless(RuleFor(f => f.ExternalReference).MaximumLength(64));
    }

    protected void Minority()
    {
        Coded<MinorStatus>(
            RuleFor(f => f.MinorStatus)
                .NotEmpty()
                .WithMessage(_ => text["Say whether the person is a minor. If it is not known, choose Unknown and say why."])
        );
        RuleFor(f => f.MinorUnknownReason)
            .MaximumLength(500)
            .NotEmpty()
            .When(f => f.MinorStatus == "unknown", ApplyConditionTo.CurrentValidator)
            .WithMessage(_ => text["Case.MinorStatus.UnknownRequiresReason"]);
        Listed(RuleFor(f => f.AgeBasis).NotEmpty(), "age_basis");
    }

    protected void Birth()
    {
        RuleFor(f => f.BirthDate).Must(NotInFuture).WithMessage(_ => text["The date is in the future."]);
        RuleFor(f => f.BirthDate).GreaterThan(new DateOnly(1900, 1, 1));
    }

    protected void Person()
    {
        RuleFor(f => f.MunicipalityCode)
            .NotEmpty()
            .Must(code => string.IsNullOrEmpty(code) || code == CodeLists.Unknown || lists.IsMunicipality(code))
            .WithMessage((_, code) => NotListed(code));
        Birth();
        Listed(RuleFor(f => f.AgeBand), "age_band");
        Coded<MinorStatus>(RuleFor(f => f.MinorAtStart));
        Listed(RuleFor(f => f.Sex).NotEmpty(), "sex");
        AtMost(10, RuleFor(f => f.Citizenships))
            .DependentRules(() => RuleForEach(f => f.Citizenships).Must(Citizenship.IsKnown).WithMessage((_, code) => NotListed(code)));
        Listed(RuleFor(f => f.ResidenceStatus), "residence_status");
        RuleFor(f => f.SourceClientNumber)
            .MaximumLength(64)
            .Must(number => !IsCitizenServiceNumber(number))
            .WithMessage(_ => text["This looks like a citizen service number (BSN), which must not be registered here."]);
    }

    protected void Identity()
    {
        RuleFor(f => f.GivenNames).MaximumLength(200);
        RuleFor(f => f.NameParticle).MaximumLength(40);
        RuleFor(f => f.FamilyName).MaximumLength(200);
        RuleFor(f => f.Aliases).MaximumLength(1000);
        RuleFor(f => f.PhoneNumbers).MaximumLength(400);
        RuleFor(f => f.Address).MaximumLength(400);
    }

    protected void SafeContact()
    {
        Listed(RuleFor(f => f.SafeContactChannel), "safe_contact_channel");
        RuleFor(f => f.SafeContactDetails).MaximumLength(400);
        RuleFor(f => f.MustNotKnow).MaximumLength(400);
        When(
            f => !string.IsNullOrEmpty(f.SafeContactChannel),
            () =>
            {
                RuleFor(f => f.VoicemailAllowed).NotNull().WithMessage(_ => text["Say whether a voicemail is allowed."]);
                RuleFor(f => f.PostAllowed).NotNull().WithMessage(_ => text["Say whether post is allowed."]);
            }
        );
        RuleFor(f => f.InterpreterLanguage)
            .Must(code => string.IsNullOrEmpty(code) || CodeLists.IsLanguage(code))
            .WithMessage((_, code) => NotListed(code));
    }

    protected void Exploitation()
    {
        Listed(RuleFor(f => f.ExploitationMain).NotEmpty(), "exploitation_form");
        Listed(RuleFor(f => f.Sector).NotEmpty(), "sector");
        RuleFor(f => f.Sector)
            .Must((f, sector) => Belongs(sector, f.ExploitationMain))
            .WithMessage(_ => text["This sector does not belong to the form of exploitation."]);
        Listed(RuleFor(f => f.Route).NotEmpty(), "route");
        Begun(RuleFor(f => f.ExploitedFrom));
        Ended(RuleFor(f => f.ExploitedTo), f => f.ExploitedFrom, f => f.Ongoing);
        Municipality(RuleFor(f => f.ExploitationMunicipalityCode));
        Country(RuleFor(f => f.ExploitationCountry));
        AtMost(50, RuleFor(f => f.MeansOfControl))
            .DependentRules(() => RuleForEach(f => f.MeansOfControl).Must(IsMeans).WithMessage((_, code) => NotListed(code)));
        Listed(RuleFor(f => f.RecruiterRelation), "recruiter_relation");
        AtMost(20, RuleFor(f => f.FurtherExploitations))
            .DependentRules(() => RuleForEach(f => f.FurtherExploitations).Where(e => !e.IsEmpty).ChildRules(Further));
    }

    // As of the main form, but that sector and route may be left out: then they are unknown.
    private void Further(InlineValidator<FurtherExploitation> row)
    {
        Listed(row.RuleFor(e => e.Form).NotEmpty().WithMessage(_ => text["Choose a form of exploitation."]), "exploitation_form");
        Listed(row.RuleFor(e => e.Sector), "sector");
        row.RuleFor(e => e.Sector)
            .Must((e, sector) => Belongs(sector, e.Form))
            .WithMessage(_ => text["This sector does not belong to the form of exploitation."]);
        Listed(row.RuleFor(e => e.Route), "route");
        Begun(row.RuleFor(e => e.ExploitedFrom));
        Ended(row.RuleFor(e => e.ExploitedTo), e => e.ExploitedFrom, e => e.Ongoing);
        Municipality(row.RuleFor(e => e.ExploitationMunicipalityCode));
        Country(row.RuleFor(e => e.ExploitationCountry));
        AtMost(50, row.RuleFor(e => e.MeansOfControl))
            .DependentRules(() => row.RuleForEach(e => e.MeansOfControl).Must(IsMeans).WithMessage((_, code) => NotListed(code)));
        Listed(row.RuleFor(e => e.RecruiterRelation), "recruiter_relation");
    }

    private void Begun<TRow>(IRuleBuilder<TRow, Month?> rule) =>
        rule.Must(month => month is null || month <= Month.Of(clock.Today())).WithMessage(_ => text["The date is in the future."]);

    private void Ended<TRow>(IRuleBuilder<TRow, Month?> rule, Func<TRow, Month?> from, Func<TRow, bool?> ongoing) =>
        rule.Must(to => to is null || to <= Month.Of(clock.Today()))
            .WithMessage(_ => text["The date is in the future."])
            .Must((row, to) => to is null || from(row) is not { } begun || to >= begun)
            .WithMessage(_ => text["Exploitation.To.BeforeFrom"])
            .Must((row, to) => to is null || ongoing(row) is not true)
            .WithMessage(_ => text["Exploitation.Ongoing.HasEnd"]);

    protected void Technology()
    {
        Coded<TechnologyInvolvement>(
            RuleFor(f => f.TechnologyInvolvement)
                .NotEmpty()
                .WithMessage(_ => text["Say whether technology played a part. If it is not known, choose Unknown."])
        );
        RuleFor(f => f.TechnologyUses)
            .Must((f, _) => f.TechnologyInvolvement is not ("yes" or "suspected") || f.GivenTechnologyUses.Any())
            .WithMessage(_ => text["Case.Technology.RequiresUse"])
            .Must((f, _) => f.TechnologyInvolvement is not ("no" or "unknown") || !f.GivenTechnologyUses.Any())
            .WithMessage(_ => text["Case.Technology.UseWithoutInvolvement"]);
        AtMost(50, RuleFor(f => f.TechnologyUses))
            .DependentRules(() =>
                RuleForEach(f => f.TechnologyUses).Must(IsUse).WithMessage(_ => text["Choose a phase, a channel and a use from the lists."])
            );
    }

    private bool IsUse(TechnologyUseFields use) =>
        use.IsEmpty
        || !string.IsNullOrEmpty(use.Phase)
            && !string.IsNullOrEmpty(use.Channel)
            && !string.IsNullOrEmpty(use.Use)
            && IsListed("technology_phase", use.Phase)
            && IsListed("technology_channel", use.Channel)
            && IsListed("technology_use", use.Use)
            && IsListed("platform", use.Platform);

    private bool IsMeans(string code) => IsListed("means_of_control", code);

    /// <summary>Of a longer list the items are not looked at: a file may hold a field of millions of them.</summary>
    private IRuleBuilderOptions<TRow, List<TItem>> AtMost<TRow, TItem>(int most, IRuleBuilder<TRow, List<TItem>> rule) =>
        rule.Must(items => items.Count <= most).WithMessage(_ => text["Choose at most {0}.", most]);

    protected void Region() =>
        RuleFor(f => f.CareRegion)
            .Must(code => string.IsNullOrEmpty(code) || lists.IsOpenRegion(code))
            .WithMessage((_, code) => NotListed(code));

    // A rule with an expression that names no field would be compiled for every message.
    private bool NotInFuture(DateOnly? day) => !(day > clock.Today());

    protected string NotListed(string? code) => text["'{0}' is not on the list.", code is { Length: > 60 } ? code[..60] : code ?? ""];

    private void Listed<TRow>(IRuleBuilder<TRow, string?> rule, string list) =>
        rule.Must(code => IsListed(list, code)).WithMessage((_, code) => NotListed(code));

    private void Municipality<TRow>(IRuleBuilder<TRow, string?> rule) =>
        rule.Must(code => string.IsNullOrEmpty(code) || lists.IsMunicipality(code)).WithMessage((_, code) => NotListed(code));

    // Both leave the registry in files, and come back by import, which refuses the same.
    private void Harmless(IRuleBuilder<T, string?> rule) =>
        rule.Must(words => words is null || !Csv.IsFormula(words.Trim()))
            .WithMessage(_ => text["A field must not begin with a formula."])
            .Must(words => words is null || !words.Any(char.IsControl))
            .WithMessage(_ => text["A field must not hold control characters."]);

    private void Country<TRow>(IRuleBuilder<TRow, string?> rule) =>
        rule.Must(code => string.IsNullOrEmpty(code) || Citizenship.IsCountry(code)).WithMessage((_, code) => NotListed(code));

    private void Coded<TEnum>(IRuleBuilder<T, string?> rule)
        where TEnum : struct, Enum =>
        rule.Must(code => string.IsNullOrEmpty(code) || Code.TryParse<TEnum>(code, out _)).WithMessage((_, code) => NotListed(code));

    private bool IsListed(string list, string? code) =>
        string.IsNullOrEmpty(code) || lists.IsActive(list, code) || Kept.Contains((list, code));

    /// <summary>Answers of before that may stand although their code has been retired since.</summary>
    protected HashSet<(string List, string Code)> Kept { get; } = [];

    private bool Belongs(string? sector, string? form) =>
        string.IsNullOrEmpty(sector) || lists.Find("sector", sector)?.Parent is not { } parent || parent == form;

    // Nine digits that pass the eleven-test of the BSN (Logius).
    private static bool IsCitizenServiceNumber(string? number)
    {
        var digits = (number ?? "").Trim();
        return digits.Length == 9
            && digits.All(char.IsAsciiDigit)
            && Enumerable.Range(0, 9).Sum(i => (digits[i] - '0') * (i == 8 ? -1 : 9 - i)) % 11 == 0;
    }
}
