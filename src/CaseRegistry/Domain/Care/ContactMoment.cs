using CaseRegistry.Domain.Cases;
using CaseRegistry.Domain.Shared;

namespace CaseRegistry.Domain.Care;

/// <summary>A contact with or about the person: a short note, and what is to be done next, on which day.</summary>
public sealed class ContactMoment : ICaseData
{
    public const string NoteColumn = "ContactMoments|Note";
    public const string NextActionColumn = "ContactMoments|NextAction";

    private ContactMoment() { }

    public Guid Id { get; private set; }
    public CaseId CaseId { get; private set; }
    public string Region { get; private set; } = "";
    public DateTimeOffset At { get; private set; }
    public ProtectedText Note { get; private set; } = null!;
    public ProtectedText? NextAction { get; private set; }
    public DateOnly? NextActionOn { get; private set; }
    public DateTimeOffset? NextActionDoneAt { get; private set; }
    public string RecordedBy { get; private set; } = "";

    public static ContactMoment Record(
        Case @case,
        CaseKey key,
        string note,
        string? nextAction,
        DateOnly? nextActionOn,
        string by,
        DateTimeOffset now
    )
    {
        if (string.IsNullOrWhiteSpace(nextAction) != nextActionOn is null)
        {
            throw new RuleViolationException("ContactMoment.NextAction.RequiresDate");
        }

        return new()
        {
            Id = Guid.CreateVersion7(),
            CaseId = @case.Id,
            Region = @case.Region,
            At = now,
            Note = key.Protect(note, NoteColumn) ?? throw new RuleViolationException("ContactMoment.Note.Required"),
            NextAction = key.Protect(nextAction, NextActionColumn),
            NextActionOn = nextActionOn,
            RecordedBy = by,
        };
    }

    public void CompleteNextAction(DateTimeOffset now) => NextActionDoneAt ??= now;
}
