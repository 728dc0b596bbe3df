using CaseRegistry.Domain.Shared;

namespace CaseRegistry.Domain.Monitor;

/// <summary>A table that an analyst put together and keeps under a name (eigen tabel): what it is by, never what it counted.</summary>
public sealed class OwnTable
{
    public const int NameMaxLength = 100;

    private const char Separator = ';';

    private OwnTable() { }

    /// <exception cref="RuleViolationException">It is by nothing, by too much, or by what is not there.</exception>
    public OwnTable(Guid owner, string name, OwnTableContent content, DateTimeOffset now)
    {
        (OwnerId, SavedAt) = (owner, now);
        Change(name, content);
    }

    public Guid Id { get; private set; } = Guid.CreateVersion7();
    public Guid OwnerId { get; private set; }
    public string Name { get; private set; } = "";

    /// <summary>The names of its dimensions, separated by semicolons.</summary>
    public string By { get; private set; } = "";
    public int? FirstYear { get; private set; }
    public int? LastYear { get; private set; }
    public bool MinorsOnly { get; private set; }

    /// <summary>Every analyst can open it.</summary>
    public bool IsShared { get; private set; }
    public DateTimeOffset SavedAt { get; private set; }

    public OwnTableContent Content => new(By.Split(Separator), FirstYear, LastYear, MinorsOnly);

    /// <exception cref="RuleViolationException">It is by nothing, by too much, or by what is not there.</exception>
    public void Change(string name, OwnTableContent content)
    {
        if (OwnDimensions.FaultOf(content.By) is { } fault)
        {
            throw new RuleViolationException(fault);
        }

        Name = name.Trim();
        By = string.Join(Separator, content.By);
        (FirstYear, LastYear, MinorsOnly) = (content.FirstYear, content.LastYear, content.MinorsOnly);
    }

    public void Share(bool shared) => IsShared = shared;
}

/// <summary>By what an own table counts, in which years, and whom.</summary>
/// <param name="By">Names of <see cref="OwnDimensions"/>.</param>
/// <param name="MinorsOnly">Only persons who are minor or presumed to be.</param>
public sealed record OwnTableContent(IReadOnlyList<string> By, int? FirstYear, int? LastYear, bool MinorsOnly);
