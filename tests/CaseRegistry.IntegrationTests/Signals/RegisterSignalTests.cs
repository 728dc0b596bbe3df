using System.Net;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Domain.Technology;
using CaseRegistry.Domain.Victims;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.IntegrationTests.Signals;

public sealed class RegisterSignalTests(RegistryApp app)
{
    private const string Page = "/signals/register";

    private Task<HttpClient> Coordinator() => app.SignedIn(Role.CareCoordinator, "rotterdam");

    [Fact]
    public async Task A_minimal_signal_opens_a_case_with_a_receipt_and_a_number()
    {
        var coordinator = await Coordinator();

        var response = await coordinator.SubmitForm(
            Page,
            Fields.Minimal(
                ("TechnologyInvolvement", "yes"),
                ("TechnologyUses[0].Phase", "recruitment"),
                ("TechnologyUses[0].Channel", "social_network"),
                ("TechnologyUses[0].Use", "image_pressure"),
                ("Summary", "Canary-Narrative-7731")
            )
        );

        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        var receipt = await coordinator.Page(response.Headers.Location!.OriginalString);
        var number = receipt.QuerySelector(".app-code--large")!.TextContent;
        Assert.Matches("^RO-2026-[0-9]{5}-[0-9A-Z]$", number);
        var stored = await app.Read(db =>
            db.Cases.Where(c => c.Number == number)
                .Select(c => new
                {
                    c.Id,
                    c.MinorStatus,
                    c.TechnologyInvolvement,
                    Uses = c.TechnologyUses.Count,
                    c.Region,
                })
                .SingleAsync()
        );
        Assert.Equal(
            (MinorStatus.Minor, TechnologyInvolvement.Yes, 1, "rotterdam"),
            (stored.MinorStatus, stored.TechnologyInvolvement, stored.Uses, stored.Region)
        );
        Assert.Contains("Canary-Narrative-7731", await coordinator.Text($"/cases/{stored.Id}"));
        Assert.Equal(["done"], await app.Audit(stored.Id, "RegisterSignal"));
    }

    [Fact]
    public async Task A_form_without_its_hidden_word_gets_a_receipt_too()
    {
        var coordinator = await app.SignedIn(Role.CareCoordinator, "rotterdam");

        var response = await coordinator.SubmitForm(Page, Fields.Minimal(("__once", "")));

        var receipt = await coordinator.Page(response.Headers.Location!.OriginalString);
        Assert.Matches("^RO-", receipt.QuerySelector(".app-code--large")!.TextContent);
    }

    [Theory]
    [InlineData("MinorStatus", "", "Geef aan of de persoon minderjarig is")]
    [InlineData("MinorStatus", "unknown", "Geef aan waarom niet bekend is of de persoon minderjarig is.")]
    [InlineData("MinorStatus", "child", "‘child’ staat niet in de lijst.")]
    [InlineData("TechnologyInvolvement", "", "Geef aan of technologie een rol speelde")]
    [InlineData("TechnologyInvolvement", "yes", "Geef ten minste één rij")]
    [InlineData("ReceivedOn", "2999-01-01", "De datum ligt in de toekomst.")]
    [InlineData("ReceivedOn", "gisteren", "kan hier niet.")]
    [InlineData("ReceivedOn", "", "mag niet leeg zijn")]
    [InlineData("ReporterType", "neighbour", "‘neighbour’ staat niet in de lijst.")]
    [InlineData("Sector", "drugs", "Deze sector hoort niet bij de vorm van uitbuiting.")]
    [InlineData("Certainty", "confirmed", "waarop berust de vaststelling?")]
    [InlineData("MunicipalityCode", Fields.Amsterdam, "U registreert niet voor de regio Amsterdam.")]
    [InlineData("BirthDate", "1980-01-01", "De geboortedatum klopt niet")]
    [InlineData("AgeBand", "23_plus", "De leeftijdsgroep klopt niet")]
    public async Task A_fault_is_told_in_Dutch_and_nothing_that_was_typed_is_lost(string field, string value, string sentence)
    {
        var coordinator = await Coordinator();
        var by = $"account:{app.AccountIdOf(coordinator):N}";
        var summary = $"Getypt {Guid.CreateVersion7()}";

        var response = await coordinator.SubmitForm(Page, Fields.Minimal((field, value), ("Summary", summary)));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        var page = await response.Page();
        Assert.Contains(sentence, page.Body!.TextContent);
        Assert.Equal(summary, page.QuerySelector("#Summary")!.TextContent.Trim());
        Assert.StartsWith("Fout:", page.Title);
        Assert.False(await app.Read(db => db.Cases.AnyAsync(c => c.RegisteredBy == by)));
    }

    [Fact]
    public async Task The_summary_tells_the_faults_in_the_order_of_the_page()
    {
        var refused = await (await Coordinator()).SubmitForm(
            Page,
            ("Sector", "drugs"),
            ("TechnologyUses[1].Phase", "nothing"),
            ("AgeBasis", ""),
            ("Summary", new string('x', 4001))
        );

        var page = await refused.Page();
        var told = page.QuerySelectorAll("[data-error-summary] a").Select(a => a.GetAttribute("href")![1..]).ToList();
        var asked = page.QuerySelectorAll("main form [id]").Select(e => e.Id!).Where(told.Contains).ToList();
        Assert.True(told.Count >= 9, string.Join(' ', told));
        Assert.Equal(asked, told.Distinct());
    }

    [Fact]
    public async Task The_two_required_fields_stand_on_nothing_when_the_form_opens()
    {
        var page = await (await Coordinator()).Page(Page);

        Assert.Equal(4, page.QuerySelectorAll("input[name=MinorStatus]").Length);
        Assert.Equal(4, page.QuerySelectorAll("input[name=TechnologyInvolvement]").Length);
        Assert.Empty(page.QuerySelectorAll("input[name=MinorStatus][checked], input[name=TechnologyInvolvement][checked]"));
    }

    [Fact]
    public async Task The_same_form_sent_twice_registers_once()
    {
        var coordinator = await Coordinator();
        var page = await coordinator.Page(Page);
        var reference = $"twice-{Guid.CreateVersion7():N}";
        var fields = Fields.Minimal(("Summary", reference));

        var answers = await Task.WhenAll(coordinator.Submit(page, Page, null, fields), coordinator.Submit(page, Page, null, fields));

        Assert.All(answers, a => Assert.Equal(HttpStatusCode.Redirect, a.StatusCode));
        Assert.Single(answers.Select(a => a.Headers.Location!.OriginalString).Distinct());
        var once = answers[0].Headers.Location!.OriginalString.Split('/')[^1];
        Assert.Equal(1, await app.Read(db => db.IdempotentRequests.CountAsync(r => r.Key == once)));
    }

    [Fact]
    public async Task A_member_of_a_table_gets_a_receipt_but_not_the_file()
    {
        var member = await app.SignedIn(Role.RegionalTableMember, "rotterdam");

        var response = await member.SubmitForm(Page, Fields.Minimal());
        var receipt = await member.Page(response.Headers.Location!.OriginalString);
        var number = receipt.QuerySelector(".app-code--large")!.TextContent;
        var id = await app.Read(db => db.Cases.Where(c => c.Number == number).Select(c => c.Id).SingleAsync());

        Assert.Null(receipt.QuerySelector($"a[href='/cases/{id}']"));
        Assert.Equal(HttpStatusCode.Forbidden, await member.Status($"/cases/{id}"));
    }

    [Fact]
    public async Task Someone_without_the_permission_does_not_even_see_the_form()
    {
        var analyst = await app.SignedIn(Role.NationalAnalyst);

        Assert.Equal(HttpStatusCode.Forbidden, await analyst.Status(Page));
    }

    [Fact]
    public async Task Numbers_have_no_gaps_when_many_register_at_once()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => app.Case("GM0106")));

        var serials = results
            .Select(r => int.Parse(r.CaseNumber.Split('-')[2], System.Globalization.CultureInfo.InvariantCulture))
            .Order()
            .ToList();
        Assert.Equal(Enumerable.Range(serials[0], 12), serials);
    }

    [Fact]
    public async Task What_is_written_about_a_person_is_not_in_the_database_file()
    {
        await app.Case(change: c =>
            c with
            {
                Summary = "Canary-Summary-9912",
                GivenNames = "Canaria-9913",
                BirthDate = new(2011, 12, 13),
                SourceClientNumber = "Canary-9914",
            }
        );

        var files = Directory.GetFiles(app.Folder).Where(f => f.Contains("registry.db", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(files);
        foreach (var file in files)
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(stream, System.Text.Encoding.Latin1);
            var content = await reader.ReadToEndAsync();
            Assert.DoesNotContain("Canary-Summary-9912", content);
            Assert.DoesNotContain("Canaria-9913", content);
            Assert.DoesNotContain("2011-12-13", content);
            Assert.DoesNotContain("Canary-9914", content);
        }
    }
}
