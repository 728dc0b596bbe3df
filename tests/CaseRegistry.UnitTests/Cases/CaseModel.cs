using CaseRegistry.Domain.Cases;

namespace CaseRegistry.UnitTests.Cases;

/// <summary>The life of a case as the field describes it, written down apart from the program.</summary>
internal static class CaseModel
{
    // "-" is refused, "=" leaves the file where it is.
    private const string FileTable = """
        Move              Registered  InTriage   InCare     Aftercare  Closed
        StartTriage       InTriage    -          -          -          -
        StartCare         -           InCare     -          -          -
        StartAftercare    -           -          Aftercare  -          -
        ResumeCare        -           -          -          InCare     -
        Close             Closed      Closed     Closed     Closed     -
        Reopen            -           -          -          -          InTriage
        PutOnAgenda       =           =          =          =          -
        RecordDiscussion  =           =          =          =          -
        MarkLostFromView  =           =          =          =          -
        Recheck           =           =          =          =          =
        MarkBackInView    =           =          =          =          =
        PlaceLegalHold    =           =          =          =          =
        LiftLegalHold     =           =          =          =          =
        Restrict          =           =          =          =          =
        LiftRestriction   =           =          =          =          =
        """;

    private const string ConferenceTable = """
        Move              None      OnAgenda   Discussed
        PutOnAgenda       OnAgenda  -          OnAgenda
        RecordDiscussion  -         Discussed  -
        """;

    // What the flag must be before, and is after.
    private static readonly Dictionary<Move, (string Flag, bool After)> Flags = new()
    {
        [Move.MarkLostFromView] = (nameof(CaseStanding.LostFromView), true),
        [Move.MarkBackInView] = (nameof(CaseStanding.LostFromView), false),
        [Move.PlaceLegalHold] = (nameof(CaseStanding.LegalHold), true),
        [Move.LiftLegalHold] = (nameof(CaseStanding.LegalHold), false),
        [Move.Restrict] = (nameof(CaseStanding.Restricted), true),
        [Move.LiftRestriction] = (nameof(CaseStanding.Restricted), false),
    };

    private static readonly Dictionary<(string Move, string From), string> Files = Read(FileTable);
    private static readonly Dictionary<(string Move, string From), string> Conferences = Read(ConferenceTable);

    public static IEnumerable<CaseStanding> Standings =>
        from file in Enum.GetValues<FileState>()
        from conference in Enum.GetValues<ConferenceState>()
        from flags in Enumerable.Range(0, 8)
        select new CaseStanding(file, conference, (flags & 1) > 0, (flags & 2) > 0, (flags & 4) > 0);

    /// <summary>Where the move leads, or null when it is refused.</summary>
    public static CaseStanding? After(CaseStanding from, Move move)
    {
        var file = Files[($"{move}", $"{from.File}")];
        var conference = Conferences.GetValueOrDefault(($"{move}", $"{from.Conference}"), "=");
        if (file == "-" || conference == "-")
        {
            return null;
        }

        var (lost, held, restricted) = (from.LostFromView, from.LegalHold, from.Restricted);
        if (move == Move.Recheck && !lost)
        {
            return null;
        }

        if (Flags.TryGetValue(move, out var flag))
        {
            var before = flag.Flag switch
            {
                nameof(CaseStanding.LostFromView) => lost,
                nameof(CaseStanding.LegalHold) => held,
                _ => restricted,
            };
            if (before == flag.After)
            {
                return null;
            }

            lost = flag.Flag == nameof(CaseStanding.LostFromView) ? flag.After : lost;
            held = flag.Flag == nameof(CaseStanding.LegalHold) ? flag.After : held;
            restricted = flag.Flag == nameof(CaseStanding.Restricted) ? flag.After : restricted;
        }

        return new(
            file == "=" ? from.File : Enum.Parse<FileState>(file),
            conference == "=" ? from.Conference : Enum.Parse<ConferenceState>(conference),
            lost,
            held,
            restricted
        );
    }

    private static Dictionary<(string, string), string> Read(string table)
    {
        var rows = table.Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToList();
        var cells =
            from row in rows.Skip(1)
            from column in Enumerable.Range(1, row.Length - 1)
            select ((row[0], rows[0][column]), row[column]);
        return cells.ToDictionary(c => c.Item1, c => c.Item2);
    }
}
