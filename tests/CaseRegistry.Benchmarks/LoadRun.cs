using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using CaseRegistry.Data.Accounts;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Commands;
using CaseRegistry.Web.Features.Administration;
using MediatR;
using Microsoft.AspNetCore.Identity;
using OtpNet;

namespace CaseRegistry.Benchmarks;

/// <summary>
/// List, open and register against the running application with everything on, and in the same rounds against a partner that
/// does the bare work. Prints the ratios: only those mean anything on another machine.
/// </summary>
internal static partial class LoadRun
{
    private const string Region = "rotterdam";
    private const string Municipality = "GM0599";
    private const string Email = "load@caseregistry.example";
    private const string Password = "bakfiets-zonsopkomst-havermout-trombone";
    private const int Opened = 200;

    // Bounds what one measurement can do on a fast machine.
    private const int MostRequests = 200_000;

    private static readonly int[] Connections = [1, 8, 64];
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(10);

    public static async Task Run(int rounds, TimeSpan time, int cases)
    {
        await using var register = await OwnRegister.Install();
        var (key, authenticator) = await Fill(register, cases);
        var app = await register.StartWeb();
        var cookies = await SignIn(app, Email, authenticator);
        var (page, api, open, signal) = await Loads(app, key, cookies, register);
        var partner = await register.StartPartner();
        Load razor = new("static Razor page", partner, 200, () => Get(partner, "/cases"));
        Load json = new("minimal JSON endpoint", partner, 200, () => Get(partner, "/api/cases"));
        Load rows = new("prepared ADO group commit", partner, 201, () => Post(partner, ""));
        (Load Own, Load Other)[] pairs = [(page, razor), (api, json), (open, razor), (signal, rows)];
        var loads = pairs.SelectMany(p => new[] { p.Own, p.Other }).Distinct().ToList();

        foreach (var load in loads)
        {
            var warm = await Measured.Of(load, 8, WarmUp, MostRequests);
            Console.WriteLine($"{load.Name}: {warm.Bytes} bytes");
        }

        var measured = new Dictionary<(Load, int Connections), List<Measured>>();
        for (var round = 1; round <= rounds; round++)
        {
            foreach (var connections in Connections)
            {
                foreach (var load in loads)
                {
                    var one = await Measured.Of(load, connections, time, MostRequests);
                    (measured.TryGetValue((load, connections), out var all) ? all : measured[(load, connections)] = []).Add(one);
                }
            }

            Console.WriteLine($"round {round} of {rounds}");
        }

        Report(pairs, measured);
    }

    private static void Report((Load Own, Load Other)[] pairs, Dictionary<(Load, int), List<Measured>> measured)
    {
        Console.WriteLine();
        Console.WriteLine(
            "| Action | Against | Connections | Ratio min | median | max | Requests/s | of the other | p50 ms | p99 ms | p99/p50 |"
        );
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|---|");
        foreach (var (own, other) in pairs)
        {
            foreach (var connections in Connections)
            {
                var (ours, theirs) = (measured[(own, connections)], measured[(other, connections)]);
                var ratios = ours.Zip(theirs, (a, b) => a.PerSecond / b.PerSecond).Order().ToList();
                Console.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"| {own.Name} | {other.Name} | {connections} | {ratios[0]:0.00} | {Middle(ratios):0.00} | {ratios[^1]:0.00} | {Middle(ours.Select(m => m.PerSecond)):0} | {Middle(theirs.Select(m => m.PerSecond)):0} | {Middle(ours.Select(m => m.Median)):0.0} | {Middle(ours.Select(m => m.P99)):0.0} | {Middle(ours.Select(m => m.P99 / m.Median)):0.0} |"
                    )
                );
            }
        }

        foreach (var own in pairs.Select(p => p.Own))
        {
            var factor = Middle(measured[(own, 8)].Select(m => m.P99 / m.Median));
            Console.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"{own.Name}: p99 at 8 connections is {factor:0.0} times the median")
            );
        }
    }

    private static double Middle(IEnumerable<double> values) => values.Order().ToList() is var all ? all[all.Count / 2] : 0;

    private static Task<(string Key, string Authenticator)> Fill(OwnRegister register, int cases) =>
        register.AsOperator(async services =>
        {
            var authenticator = await AddAccount(services, Email, Role.CareCoordinator, [Region]);
            var file = new FileInfo(Path.Combine(register.Folder, "cases.csv"));
            await File.WriteAllLinesAsync(file.FullName, Rows(cases));
            await ImportCommands.ImportCases(services, file, Email, dryRun: false, refusalsFile: null, CancellationToken.None);

            return (await register.AsOperator(CreateKey), authenticator);
        });

    /// <summary>Somebody who can sign in.</summary>
    /// <returns>The key of the authenticator.</returns>
    internal static async Task<string> AddAccount(IServiceProvider services, string email, Role role, IEnumerable<string> regions)
    {
        var accounts = services.GetRequiredService<UserManager<Account>>();
        var account = new Account
        {
            UserName = email,
            Email = email,
            DisplayName = "Load",
            Organisation = "Load",
        };
        foreach (var region in regions)
        {
            account.Regions.Add(new AccountRegion(account.Id, region));
        }

        Demand(await accounts.CreateAsync(account, Password));
        Demand(await accounts.AddToRoleAsync(account, role.ToString()));
        Demand(await accounts.ResetAuthenticatorKeyAsync(account));
        Demand(await accounts.SetTwoFactorEnabledAsync(account, true));
        return (await accounts.GetAuthenticatorKeyAsync(account))!;
    }

    private static async Task<string> CreateKey(IServiceProvider services)
    {
        var command = new CreateClient.Command
        {
            Name = "Load",
            Scopes = ["signals:write", "cases:read"],
            Regions = [Region],
        };
        return (await services.GetRequiredService<IMediator>().Send(command))!.Key;
    }

    private static IEnumerable<string> Rows(int cases) =>
        Enumerable
            .Range(1, cases)
            .Select(i =>
                $"load-{i},2026-01-{i % 28 + 1:00},{Municipality},police,suspicion,{(i % 3 == 0 ? "minor" : "adult")},stated,female,{(i % 2 == 0 ? "labour" : "sexual")},unknown,unknown,no,What was seen or heard by number {i}."
            )
            .Prepend(
                "external_reference,received_on,municipality_code,reporter_type,certainty,minor_status,age_basis,sex,exploitation_main,sector,route,technology_involvement,summary"
            );

    /// <summary>The four actions; on the way the partner gets the rows, options and writes that it does the same work for.</summary>
    private static async Task<(Load Page, Load Api, Load Open, Load Register)> Loads(
        Uri app,
        string key,
        string cookies,
        OwnRegister register
    )
    {
        using var connection = new Connection(app);
        async Task<string> Ask(string request)
        {
            var status = await connection.Send(Encoding.UTF8.GetBytes(request));
            return status is 200 or 201 ? connection.Body : throw new InvalidOperationException($"{status} for {request}");
        }

        var (session, client) = ($"Cookie: {cookies}\r\n", $"Authorization: Bearer {key}\r\n");
        var html = await Ask(Get(app, "/cases", session));
        var selects = Select().Matches(html).Select(s => Option().Matches(s.Value).Select(o => o.Groups[1].Value).ToArray());
        await File.WriteAllTextAsync(Path.Combine(register.Folder, Partner.OptionsFile), JsonSerializer.Serialize(selects));
        await File.WriteAllTextAsync(Path.Combine(register.Folder, Partner.CasesFile), await Ask(Get(app, "/api/v1/cases", client)));

        var ids = new List<string>();
        for (var after = ""; after is not null && ids.Count < Opened; )
        {
            var list = JsonDocument.Parse(await Ask(Get(app, $"/api/v1/cases{after}", client))).RootElement;
            ids.AddRange(list.GetProperty("cases").EnumerateArray().Select(c => c.GetProperty("id").GetString()!));
            after = list.TryGetProperty("next", out var next) && next.GetString() is { } place ? $"?after={place}" : null;
        }

        // The first makes the cells that it is counted in; later ones only change them.
        string Register() => Post(app, client + $"Idempotency-Key: {Guid.CreateVersion7()}\r\n", "/api/v1/signals");
        await Ask(Register());
        SameRows.Keep(register, isBefore: true);
        await Ask(Register());
        SameRows.Keep(register, isBefore: false);

        var turn = 0;
        return (
            new("list, page", app, 200, () => Get(app, "/cases", session)),
            new("list, API", app, 200, () => Get(app, "/api/v1/cases", client)),
            new("open, page", app, 200, () => Get(app, $"/cases/{ids[Interlocked.Increment(ref turn) % ids.Count]}", session)),
            new("register, API", app, 201, Register)
        );
    }

    internal static string Get(Uri server, string path, string headers = "") =>
        $"GET {path} HTTP/1.1\r\nHost: {server.Authority}\r\nX-Forwarded-Proto: https\r\n{headers}\r\n";

    private static string Post(Uri server, string headers, string path = "/api/signals") =>
        $"POST {path} HTTP/1.1\r\nHost: {server.Authority}\r\nX-Forwarded-Proto: https\r\n{headers}Content-Type: application/json\r\nContent-Length: {Signal.Length}\r\n\r\n{Signal}";

    private static readonly string Signal = JsonSerializer.Serialize(
        new Dictionary<string, string>
        {
            ["received_on"] = "2026-03-02",
            ["municipality_code"] = Municipality,
            ["reporter_type"] = "police",
            ["certainty"] = "suspicion",
            ["minor_status"] = "adult",
            ["age_basis"] = "stated",
            ["sex"] = "female",
            ["exploitation_main"] = "labour",
            ["sector"] = "hospitality",
            ["route"] = "unknown",
            ["technology_involvement"] = "no",
            ["summary"] = "What was seen or heard, in a few words of ordinary length.",
            ["given_names"] = "Load",
            ["family_name"] = "Run",
            ["phone_numbers"] = "0600000000",
        }
    );

    /// <summary>Signs in on the pages as a person does, and answers the cookies of the session.</summary>
    internal static async Task<string> SignIn(Uri app, string email, string authenticator)
    {
        using var handler = new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false };
        using var browser = new HttpClient(handler) { BaseAddress = app };
        browser.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        var cookies = new Dictionary<string, string>();
        await Submit("/account/sign-in", ("Email", email), ("Password", Password));
        await Submit("/account/second-factor", ("OneTimeCode", new Totp(Base32Encoding.ToBytes(authenticator)).ComputeTotp()));
        return Header();

        string Header() => string.Join("; ", cookies.Select(c => $"{c.Key}={c.Value}"));

        async Task Submit(string path, params (string Name, string Value)[] fields)
        {
            var html = await (await Send(new(HttpMethod.Get, path))).Content.ReadAsStringAsync();
            var answers = fields.Append(("__RequestVerificationToken", Token().Match(html).Groups[1].Value));
            var content = new FormUrlEncodedContent(answers.Select(f => KeyValuePair.Create(f.Item1, f.Item2)));
            var answer = await Send(new(HttpMethod.Post, path) { Content = content });
            if (answer.StatusCode != HttpStatusCode.Redirect)
            {
                throw new InvalidOperationException($"{path} was answered with {answer.StatusCode}.");
            }
        }

        // By hand: the cookies are for https, which the proxy would end.
        async Task<HttpResponseMessage> Send(HttpRequestMessage request)
        {
            request.Headers.TryAddWithoutValidation("Cookie", Header());
            var answer = await browser.SendAsync(request);
            foreach (var cookie in answer.Headers.TryGetValues("Set-Cookie", out var set) ? set : [])
            {
                var pair = cookie.Split(';')[0].Split('=', 2);
                cookies[pair[0]] = pair[1];
            }

            return answer;
        }
    }

    private static void Demand(IdentityResult result)
    {
        if (!result.Succeeded)
        {
            throw new InvalidOperationException(string.Join(' ', result.Errors.Select(e => e.Description)));
        }
    }

    [GeneratedRegex("""name="__RequestVerificationToken" type="hidden" value="([^"]+)""")]
    private static partial Regex Token();

    [GeneratedRegex("<select.*?</select>", RegexOptions.Singleline)]
    private static partial Regex Select();

    [GeneratedRegex("<option[^>]*>([^<]*)")]
    private static partial Regex Option();
}
