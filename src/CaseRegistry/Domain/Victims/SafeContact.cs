using CaseRegistry.Domain.Cases;
using CaseRegistry.Domain.Shared;

namespace CaseRegistry.Domain.Victims;

/// <summary>How to reach the person without danger. Stands on top of the case page and never in a meeting file.</summary>
public sealed class SafeContact : ICaseData
{
    public const string DetailsColumn = "SafeContacts|Details";
    public const string MustNotKnowColumn = "SafeContacts|MustNotKnow";

    private SafeContact() { }

    public CaseId CaseId { get; private set; }
    public string Region { get; private set; } = "";

    /// <summary>Code list safe_contact_channel.</summary>
    public string? Channel { get; private set; }

    /// <summary>Number, person or organisation, hours.</summary>
    public ProtectedText? Details { get; private set; }
    public bool? VoicemailAllowed { get; private set; }
    public bool? PostAllowed { get; private set; }

    /// <summary>ISO 639-1 code.</summary>
    public string? InterpreterLanguage { get; private set; }
    public bool? SecretAddress { get; private set; }

    /// <summary>Who must not know.</summary>
    public ProtectedText? MustNotKnow { get; private set; }

    /// <summary>The agreement, in plain words.</summary>
    public sealed record Agreement(
        string? Channel,
        string? Details,
        bool? VoicemailAllowed,
        bool? PostAllowed,
        string? InterpreterLanguage,
        bool? SecretAddress,
        string? MustNotKnow
    )
    {
        public bool IsEmpty =>
            Channel is null
            && InterpreterLanguage is null
            && SecretAddress is null
            && string.IsNullOrWhiteSpace(Details)
            && string.IsNullOrWhiteSpace(MustNotKnow);
    }

    public static SafeContact For(Case @case) => new() { CaseId = @case.Id, Region = @case.Region };

    public void Agree(Agreement agreement, CaseKey key)
    {
        if (agreement.Channel is not null && (agreement.VoicemailAllowed is null || agreement.PostAllowed is null))
        {
            throw new RuleViolationException("SafeContact.Channel.RequiresVoicemailAndPost");
        }

        Channel = agreement.Channel;
        Details = key.Protect(agreement.Details, DetailsColumn);
        VoicemailAllowed = agreement.VoicemailAllowed;
        PostAllowed = agreement.PostAllowed;
        InterpreterLanguage = agreement.InterpreterLanguage;
        SecretAddress = agreement.SecretAddress;
        MustNotKnow = key.Protect(agreement.MustNotKnow, MustNotKnowColumn);
    }
}
