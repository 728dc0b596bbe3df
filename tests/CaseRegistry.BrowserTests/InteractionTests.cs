using CaseRegistry.Domain.Shared;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CaseRegistry.BrowserTests;

/// <summary>
/// A coordinator has sixty open cases and a quarter of an hour between two calls: a note of a call with what is to be done next,
/// and when, takes three interactions at most.
/// </summary>
public sealed class InteractionTests(BrowserApp app)
{
    private const int AtMost = 3;
    private const string Coordinator = "coordinator.amsterdam";
    private const string NewestCase = "main tbody tr:first-child";

    private readonly DateOnly _today = TimeProvider.System.Today();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_call_is_noted_with_next_action_and_date_from_the_page_of_the_case(bool javaScript)
    {
        await using var visitor = await app.Visit(Coordinator, javaScript: javaScript);
        await visitor.Page.GotoAsync("/cases");
        await visitor.Page.GotoAsync((await visitor.Page.Locator($"{NewestCase} th a").GetAttributeAsync("href"))!);
        var hands = new Counting(new Mouse(visitor.Page));
        var (note, action) = ($"Gebeld {Guid.CreateVersion7():N}", $"Samen naar de huisarts {Guid.CreateVersion7():N}");

        await hands.Type("Note", note);
        await hands.Type("NextAction", action);
        await hands.PressButton("Opslaan, volgende actie over een week");

        await Noted(hands, note, $"{action}, {Dutch(_today.AddDays(7))}");
        Assert.Empty(visitor.Complaints);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_call_is_noted_with_next_action_and_date_from_the_list(bool javaScript)
    {
        await using var visitor = await app.Visit(Coordinator, javaScript: javaScript);
        await visitor.Page.GotoAsync("/cases");
        var hands = new Counting(new Mouse(visitor.Page));
        var note = $"Gebeld {Guid.CreateVersion7():N}";

        await hands.Press(visitor.Page.Locator($"{NewestCase} td a"));
        await hands.Type("Note", note);
        await hands.PressButton("Opslaan, volgende actie morgen");

        await Noted(hands, note, $"Opnieuw contact opnemen, {Dutch(_today.AddDays(1))}");
        Assert.Empty(visitor.Complaints);
    }

    private static async Task Noted(Counting hands, string note, string next)
    {
        var entry = hands.Page.Locator(".timeline li", new() { HasText = note });
        await Expect(entry).ToContainTextAsync(next);
        Assert.True(hands.Interactions <= AtMost, $"It took {hands.Interactions} interactions.");
    }

    private static string Dutch(DateOnly date) => date.ToString("d", new System.Globalization.CultureInfo(BrowserApp.Dutch));
}
