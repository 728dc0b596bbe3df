namespace CaseRegistry.Web.Features.Administration;

/// <summary>Lists whose codes have a meaning in the program: there administrators change only labels and order.</summary>
internal static class CodeListRules
{
    /// <summary>Its items belong to a form of exploitation.</summary>
    public const string SectorList = "sector";
    public const string FormList = "exploitation_form";

    private static readonly HashSet<string> Fixed =
    [
        "minor_status",
        "technology_involvement",
        "certainty",
        "conference_outcome",
        "closure_reason",
        "file_state",
        "conference_state",
        "meeting_kind",
        // The counts know these codes by name.
        "sex",
        "route",
        "monitor_field",
    ];

    public static bool IsFixed(string list) => Fixed.Contains(list);
}
