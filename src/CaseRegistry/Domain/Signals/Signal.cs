using CaseRegistry.Domain.Cases;
using CaseRegistry.Domain.Regions;
using CaseRegistry.Domain.Shared;

namespace CaseRegistry.Domain.Signals;

/// <summary>One dated observation that raises a suspicion, from one reporting organisation. Weak signals stack up on a case.</summary>
public sealed class Signal : ICaseData
{
    public const string NarrativeColumn = "Signals|Narrative";
    public const string CertaintyBasisColumn = "Signals|CertaintyBasis";

    private Signal() { }

    public SignalId Id { get; private set; }
    public CaseId CaseId { get; private set; }
    public string Region { get; private set; } = "";
    public DateOnly ReceivedOn { get; private set; }
    public DateOnly? ObservedFrom { get; private set; }
    public DateOnly? ObservedTo { get; private set; }

    /// <summary>Code list reporter_type.</summary>
    public string ReporterType { get; private set; } = "";
    public ReportingOrganisationId? ReportingOrganisationId { get; private set; }
    public string? ReporterMunicipality { get; private set; }
    public Certainty Certainty { get; private set; }
    public ProtectedText? CertaintyBasis { get; private set; }
    public ProtectedText? Narrative { get; private set; }

    /// <summary>Number of the signal in the system it comes from; unique in the registry.</summary>
    public string? ExternalReference { get; private set; }

    /// <summary>Keyed fingerprint of the registration as it was sent, so that an import can be repeated.</summary>
    public byte[]? ContentFingerprint { get; private set; }
    public DateTimeOffset RegisteredAt { get; private set; }

    /// <summary>Who registered it: an account, an API client or the console.</summary>
    public string RegisteredBy { get; private set; } = "";

    /// <summary>What the reporter says.</summary>
    public sealed record Content
    {
        public required DateOnly ReceivedOn { get; init; }
        public DateOnly? ObservedFrom { get; init; }
        public DateOnly? ObservedTo { get; init; }
        public required string ReporterType { get; init; }
        public ReportingOrganisationId? ReportingOrganisationId { get; init; }
        public string? ReporterMunicipality { get; init; }
        public required Certainty Certainty { get; init; }
        public string? CertaintyBasis { get; init; }
        public string? Narrative { get; init; }
        public string? ExternalReference { get; init; }
        public string? FingerprintedContent { get; init; }
    }

    internal static Signal Receive(Content content, string region, CaseKey key, string by, DateTimeOffset now)
    {
        if (content.ReceivedOn > DutchCalendar.DateOf(now))
        {
            throw new RuleViolationException("Signal.ReceivedOn.InTheFuture");
        }

        if (content.ObservedTo < content.ObservedFrom)
        {
            throw new RuleViolationException("Signal.ObservedTo.BeforeFrom");
        }

        if (content.Certainty == Certainty.Confirmed && string.IsNullOrWhiteSpace(content.CertaintyBasis))
        {
            throw new RuleViolationException("Signal.Confirmed.RequiresBasis");
        }

        return new()
        {
            Id = SignalId.New(),
            CaseId = key.CaseId,
            Region = region,
            ReceivedOn = content.ReceivedOn,
            ObservedFrom = content.ObservedFrom,
            ObservedTo = content.ObservedTo,
            ReporterType = content.ReporterType,
            ReportingOrganisationId = content.ReportingOrganisationId,
            ReporterMunicipality = content.ReporterMunicipality,
            Certainty = content.Certainty,
            CertaintyBasis = key.Protect(content.CertaintyBasis, CertaintyBasisColumn),
            Narrative = key.Protect(content.Narrative, NarrativeColumn),
            ExternalReference = content.ExternalReference,
            ContentFingerprint = content.FingerprintedContent is { } text ? key.Fingerprint(text) : null,
            RegisteredAt = now,
            RegisteredBy = by,
        };
    }
}
