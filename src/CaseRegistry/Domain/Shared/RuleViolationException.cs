namespace CaseRegistry.Domain.Shared;

/// <summary>A rule of the field was about to be broken. The message is the rule's name, which is the key of its Dutch and English sentence.</summary>
public sealed class RuleViolationException(string rule) : Exception(rule)
{
    public string Rule => Message;
}
