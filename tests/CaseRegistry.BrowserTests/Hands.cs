using System.Globalization;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CaseRegistry.BrowserTests;

/// <summary>How somebody works with a page: the same journey is walked with different hands.</summary>
public abstract class Hands(IPage page)
{
    public IPage Page { get; } = page;

    public abstract Task Type(string field, string text);

    public abstract Task TypeDate(string field, DateOnly date);

    /// <summary>One of a list that opens.</summary>
    public abstract Task Pick(string field, string value);

    /// <summary>A radio button or a checkbox.</summary>
    public abstract Task Tick(ILocator choice);

    public Task Tick(string field, string value) => Tick(Page.Locator($"main input[name='{field}'][value='{value}']"));

    /// <summary>A button or a link.</summary>
    public abstract Task Press(ILocator target);

    public Task PressButton(string text) => Press(Page.GetByRole(AriaRole.Button, new() { Name = text, Exact = true }));

    public Task PressLink(string text) => Press(Page.Locator("main").GetByRole(AriaRole.Link, new() { Name = text, Exact = true }));

    public Task PressMenu(string text) => Press(Page.Locator("nav.app-nav").GetByRole(AriaRole.Link, new() { Name = text, Exact = true }));

    /// <summary>After a button or link: waits until the next page is there.</summary>
    public async Task Arrive(string heading) =>
        await Expect(Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync(heading);

    protected ILocator Field(string name) => Page.Locator($"main [name='{name}']");
}

/// <summary>Points and clicks.</summary>
public sealed class Mouse(IPage page) : Hands(page)
{
    public override Task Type(string field, string text) => Field(field).FillAsync(text);

    public override Task TypeDate(string field, DateOnly date) =>
        Field(field).FillAsync(date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));

    public override Task Pick(string field, string value) => Field(field).SelectOptionAsync(value);

    public override Task Tick(ILocator choice) => choice.CheckAsync();

    public override Task Press(ILocator target) => target.ClickAsync();
}

/// <summary>Tab, Space, Enter, arrows and letters; never a click.</summary>
public sealed class Keyboard(IPage page) : Hands(page)
{
    private const int FarthestTab = 400;
    private const int LongestList = 60;

    // The order of a date field follows the language of the browser's own windows.
    private static readonly string[] DateOrders = ["MMddyyyy", "ddMMyyyy", "yyyyMMdd"];

    public override async Task Type(string field, string text)
    {
        await TabTo(Field(field));
        await Page.Keyboard.TypeAsync(text);
        Assert.Equal(text, await Field(field).InputValueAsync());
    }

    public override async Task TypeDate(string field, DateOnly date)
    {
        await TabTo(Field(field));
        foreach (var order in DateOrders)
        {
            await Page.Keyboard.TypeAsync(date.ToString(order, CultureInfo.InvariantCulture));
            if (await Field(field).InputValueAsync() == date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))
            {
                return;
            }

            await Page.Keyboard.PressAsync("ArrowLeft");
            await Page.Keyboard.PressAsync("ArrowLeft");
        }

        Assert.Fail($"The date could not be typed in {field}.");
    }

    public override async Task Pick(string field, string value)
    {
        var list = Field(field);
        await TabTo(list);
        var option = list.Locator($"option[value='{value}']");
        Assert.Equal(1, await option.CountAsync());
        var word = (await option.TextContentAsync())!.Trim().Split(' ')[0];
        await Page.Keyboard.TypeAsync(word);
        for (var i = 0; i < LongestList && await list.InputValueAsync() != value; i++)
        {
            await Page.Keyboard.PressAsync("ArrowDown");
        }

        Assert.Equal(value, await list.InputValueAsync());
    }

    public override async Task Tick(ILocator choice)
    {
        if (await choice.GetAttributeAsync("type") == "checkbox")
        {
            await TabTo(choice);
            await Page.Keyboard.PressAsync("Space");
        }
        else
        {
            // Tab comes to the group; the arrows go through it.
            var name = await choice.GetAttributeAsync("name");
            await TabTo(Page.Locator($"input[type=radio][name='{name}']:focus"));
            await Page.Keyboard.PressAsync("Space");
            for (var i = 0; i < LongestList && !await choice.IsCheckedAsync(); i++)
            {
                await Page.Keyboard.PressAsync("ArrowDown");
            }
        }

        await Expect(choice).ToBeCheckedAsync();
    }

    public override async Task Press(ILocator target)
    {
        await TabTo(target);
        await Page.Keyboard.PressAsync("Enter");
    }

    /// <summary>Tabs until the focus is there, and checks that the focus can be seen.</summary>
    private async Task TabTo(ILocator target)
    {
        var wanted = target.And(Page.Locator(":focus"));
        for (var i = 0; i < FarthestTab; i++)
        {
            if (await wanted.CountAsync() == 1)
            {
                Assert.True(
                    await wanted.EvaluateAsync<bool>(
                        "e => { const s = getComputedStyle(e); return s.outlineStyle !== 'none' || s.boxShadow !== 'none'; }"
                    ),
                    $"The focus on {target} cannot be seen."
                );
                return;
            }

            await Page.Keyboard.PressAsync("Tab");
        }

        Assert.Fail($"Tab never comes to {target} on {Page.Url}.");
    }
}

/// <summary>
/// Counts what somebody does with a page. An interaction is a link or button that is pressed, or a field that is changed, whatever
/// is typed in it; reading and scrolling are none.
/// </summary>
public sealed class Counting(Hands hands) : Hands(hands.Page)
{
    public int Interactions { get; private set; }

    public override Task Type(string field, string text) => Count(() => hands.Type(field, text));

    public override Task TypeDate(string field, DateOnly date) => Count(() => hands.TypeDate(field, date));

    public override Task Pick(string field, string value) => Count(() => hands.Pick(field, value));

    public override Task Tick(ILocator choice) => Count(() => hands.Tick(choice));

    public override Task Press(ILocator target) => Count(() => hands.Press(target));

    private Task Count(Func<Task> interaction)
    {
        Interactions++;
        return interaction();
    }
}
