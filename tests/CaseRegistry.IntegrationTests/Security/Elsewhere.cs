using CaseRegistry.Domain.Cases;
using CaseRegistry.Domain.Meetings;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Domain.Signals;
using CaseRegistry.IntegrationTests.BreakGlass;
using CaseRegistry.IntegrationTests.Signals;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.IntegrationTests.Security;

/// <summary>A row of everything that a region has, with words that nobody of another region may ever see.</summary>
internal sealed record Elsewhere(
    CaseId Case,
    string Number,
    MeetingId Meeting,
    AgendaItemId Item,
    DraftId Draft,
    ImportJobId Import,
    Guid Contact,
    BreakGlassId BreakGlass,
    string Once,
    Guid Merge,
    string OfRegion
)
{
    /// <summary>Who wrote it all; the chair of its meeting.</summary>
    public HttpClient? Coordinator { get; init; }
    public HttpClient? Chair { get; init; }

    public const string Region = "amsterdam";

    /// <summary>In each text of it: name, alias, telephone, address, narratives, notes, reasons, file name.</summary>
    public const string Canary = "Canary-Elsewhere";

    public static async Task<Elsewhere> Make(
        RegistryApp app,
        string municipality = Fields.Amsterdam,
        string region = Region,
        string canary = Canary
    )
    {
        var coordinator = await app.SignedIn(Role.CareCoordinator, region);
        var chair = await app.SignedIn([Role.RegionalTableMember, Role.RegionalTableChair], [region]);
        var registered = await app.Case(
            municipality,
            c =>
                c with
                {
                    Summary = $"{canary}-narrative",
                    CertaintyBasis = $"{canary}-basis",
                    GivenNames = $"{canary}-given",
                    FamilyName = $"{canary}-family",
                    Aliases = $"{canary}-alias",
                    PhoneNumbers = $"{canary}-phone",
                    Address = $"{canary}-address",
                    SafeContactChannel = "phone",
                    SafeContactDetails = $"{canary}-safe",
                    MustNotKnow = $"{canary}-knows",
                    VoicemailAllowed = false,
                    PostAllowed = false,
                    SourceClientNumber = $"{canary}-client",
                    TechnologyInvolvement = "suspected",
                    TechnologyUses =
                    [
                        new()
                        {
                            Phase = "recruitment",
                            Channel = "social_network",
                            Use = "first_contact",
                        },
                    ],
                }
        );
        var (id, file) = (registered.CaseId, $"/cases/{registered.CaseId}");
        await coordinator.SubmitForm($"{file}/contact", ("Note", $"{canary}-note"));
        var notification = await coordinator.SubmitForm(
            $"{file}/notification",
            ("State", "notified"),
            ("NotifiedOn", "2026-01-02"),
            ("Notifier", "another"),
            ("ComenshaNumber", $"C-{registered.CaseNumber}"),
            ("FileType", "registration")
        );
        Assert.Equal(System.Net.HttpStatusCode.Redirect, notification.StatusCode);
        var meeting = (await coordinator.SubmitForm("/meetings", ("Kind", "case_conference"), ("HeldOn", "2099-01-02"))).Headers.Location!;
        await coordinator.SubmitForm(
            $"{file}/moves/put_on_agenda",
            ("MeetingId", meeting.OriginalString.Split('/')[^1]),
            ("Goal", $"{canary}-goal"),
            ("Invited", app.AccountIdOf(chair).ToString())
        );
        var record = (await chair.Page($"{meeting.OriginalString}/attend"))
            .QuerySelector("main a[href*='/attend/']")!
            .GetAttribute("href")!;
        await chair.SubmitForm(record, ("Outcome", "reinforced"), ("Reasons", $"{canary}-reasons"));
        var draft = await StartDraftTests.Start(coordinator);
        await coordinator.SubmitForm($"{draft}/signal", ("Summary", $"{canary}-draft"));
        var import = (
            await coordinator.Upload(
                Imports.Row($"{canary}-{Guid.CreateVersion7():N}", summary: $"{canary}-row"),
                Imports.Row($"{canary}-refused", minor: "perhaps")
            )
        )
            .Headers
            .Location!
            .OriginalString;
        var receipt = await coordinator.SubmitForm("/signals/register", Fields.Minimal(("MunicipalityCode", municipality)));
        // The second time it is refused: the quarter was handed in.
        await coordinator.PostForm("/periods/complete", ("Periods", $"{region}:2019-Q1"), ("Remark", "Ingeleverd"));
        await app.Case(municipality, c => c with { ReceivedOn = new(2019, 2, 1) });
        var twin = await app.Case(municipality);
        await coordinator.SubmitForm($"/persons/{twin.CaseId}/merge", ("Number", registered.CaseNumber), ("Reason", $"{canary}-merge"));
        var stranger = await app.SignedIn(Role.CareCoordinator, region == "limburg" ? "den-haag" : "limburg");
        await stranger.BreakGlass(registered.CaseNumber, $"{canary}-emergency");

        Assert.True(DraftId.TryParse(draft.Split('/')[^1], out var draftId));
        Assert.True(ImportJobId.TryParse(import.Split('/')[^1], out var importId));
        return await app.Read(async db => new Elsewhere(
            id,
            registered.CaseNumber,
            await db.AgendaItems.Where(i => i.CaseId == id).Select(i => i.MeetingId!.Value).SingleAsync(),
            await db.AgendaItems.Where(i => i.CaseId == id).Select(i => i.Id).SingleAsync(),
            draftId,
            importId,
            await db.ContactMoments.Where(c => c.CaseId == id).Select(c => c.Id).SingleAsync(),
            await db.BreakGlasses.Where(b => b.CaseId == id).Select(b => b.Id).SingleAsync(),
            receipt.Headers.Location!.OriginalString.Split('/')[^1],
            await db.PersonMerges.Where(m => m.CaseId == twin.CaseId).Select(m => m.Id).SingleAsync(),
            region
        )
        {
            Coordinator = coordinator,
            Chair = chair,
        });
    }

    /// <summary>Ids that name nothing.</summary>
    public static Elsewhere Nowhere() =>
        new(
            CaseId.New(),
            CaseNumber.Of("AM", 1999, 99991),
            MeetingId.New(),
            AgendaItemId.New(),
            DraftId.New(),
            ImportJobId.New(),
            Guid.CreateVersion7(),
            IEntityId<BreakGlassId>.New(),
            Guid.CreateVersion7().ToString("N"),
            Guid.CreateVersion7(),
            "nergens"
        );
}
