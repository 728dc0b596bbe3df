namespace CaseRegistry.Domain.Signals;

/// <summary>How sure the reporter is, from gut feeling (niet-pluisgevoel) to established. Its history is kept: every signal has its own.</summary>
public enum Certainty
{
    GutFeeling = 1,
    Suspicion,
    StrongSuspicion,
    Confirmed,
    Refuted,
}
