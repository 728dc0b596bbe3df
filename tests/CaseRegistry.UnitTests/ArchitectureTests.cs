using System.Reflection;
using System.Text.RegularExpressions;
using CaseRegistry.Data;
using CaseRegistry.Domain.Audit;
using CaseRegistry.Domain.Cases;
using CaseRegistry.Domain.Monitor;
using CaseRegistry.Domain.Regions;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Domain.Technology;
using CaseRegistry.Domain.Victims;
using CaseRegistry.Statistics;
using CaseRegistry.Web.Commands;
using CaseRegistry.Web.Infrastructure;
using CaseRegistry.Web.Infrastructure.Encryption;
using CaseRegistry.Web.Infrastructure.Mediator;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;
using NetArchTest.Rules;

namespace CaseRegistry.UnitTests;

public sealed class ArchitectureTests
{
    private const string Features = "CaseRegistry.Web.Features.";
    private const string SharedFeature = Features + "Shared";

    private static readonly Assembly Web = typeof(Program).Assembly;
    private static readonly Type[] Requests = [.. Concrete(typeof(IRequest<>))];
    private static readonly Type[] Commands = [.. Concrete(typeof(ICommand<>))];
    private static readonly Type[] Handlers = [.. Concrete(typeof(IRequestHandler<,>))];
    private static readonly Type[] Validators = [.. Concrete(typeof(IValidator<>))];

    public static TheoryData<string> Providers => [Database.Sqlite, Database.SqlServer];

    [Fact]
    public void The_domain_knows_nothing_of_database_or_web()
    {
        var domain = Types.InAssembly(typeof(Case).Assembly).That().ResideInNamespace("CaseRegistry.Domain");
        Assert.NotEmpty(domain.GetTypes());

        var result = domain
            .ShouldNot()
            .HaveDependencyOnAny(
                "Microsoft.EntityFrameworkCore",
                "Microsoft.AspNetCore",
                "Microsoft.Extensions",
                "MediatR",
                "FluentValidation",
                "CaseRegistry.Data",
                "CaseRegistry.Web"
            )
            .GetResult();

        Assert.True(result.IsSuccessful, string.Join(", ", result.FailingTypeNames ?? []));
    }

    [Fact]
    public void The_statistics_know_nothing_of_the_register_and_the_checker_nothing_of_the_search()
    {
        var statistics = typeof(CertificateChecker).Assembly;
        Assert.DoesNotContain(
            statistics.GetReferencedAssemblies(),
            a =>
                a.Name!.StartsWith("CaseRegistry", StringComparison.Ordinal)
                || a.Name.StartsWith("Microsoft.", StringComparison.Ordinal) && a.Name != "Microsoft.CSharp"
        );

        var checker = Types.InAssembly(statistics).That().HaveNameMatching("^CertificateChecker$");
        Assert.NotEmpty(checker.GetTypes());
        var search = new[] { "Problem", "Search", "MoveFinder", "ExactSearch", "Disclosure" }.Select(n => $"CaseRegistry.Statistics.{n}");
        Assert.True(checker.ShouldNot().HaveDependencyOnAny(["Google.OrTools", .. search]).GetResult().IsSuccessful);
    }

    [Fact]
    public void Every_request_names_the_permission_it_needs()
    {
        Assert.NotEmpty(Requests);
        Assert.All(Requests, request => Assert.True(request.GetCustomAttribute<RequiresAttribute>() is not null, request.FullName));
    }

    [Fact]
    public void What_is_sensitive_asks_for_a_factor_shown_just_before()
    {
        // A new message that exports, grants, or changes how somebody signs in belongs here.
        string[] sensitive =
        [
            "AddPasskey",
            "AddReceiver",
            "ApprovePasskeyReset",
            "ApproveRequest",
            "CertifyAccounts",
            "ChangeAccount",
            "ChangePassword",
            "ComposeTable when IsFile",
            "CreateAccount",
            "CreateClient",
            "DownloadFile",
            "DrawQrCode",
            "EnableAuthenticator",
            "EndAccountSessions",
            "EndSessions",
            "ExportAuditRows",
            "ListAccesses when NamesCase",
            "ListLinkCodes",
            "OfferPasskey",
            "OpenBreakGlass",
            "PublishRelease",
            "RemovePasskey",
            "RemoveProviderLink",
            "RequestPasskeyReset",
            "ResetAccount",
            "RetireReceiver",
            "RevokeClient",
            "ViewAuthenticator",
            "ViewImport when IsFile",
            "ViewTable when IsFile",
            "ViewVisibility when IsFile",
        ];
        var marked =
            from request in Requests
            let fresh = request.GetCustomAttribute<RequiresFreshAttribute>()
            where fresh is not null
            select request.DeclaringType!.Name + (fresh.When is null ? "" : $" when {fresh.When}");

        Assert.Equal(sensitive, marked.Order(StringComparer.Ordinal));
        Assert.All(
            Requests.Where(r => r.GetCustomAttribute<RequiresFreshAttribute>()?.When is not null),
            r => Assert.Equal(typeof(bool), r.GetProperty(r.GetCustomAttribute<RequiresFreshAttribute>()!.When!)?.PropertyType)
        );
    }

    [Fact]
    public void A_slice_does_not_use_another_feature()
    {
        var features = Web.GetTypes()
            .Select(t => t.Namespace)
            .Where(n => n?.StartsWith(Features, StringComparison.Ordinal) is true && !n.StartsWith(SharedFeature, StringComparison.Ordinal))
            .Select(n => n!)
            .Distinct()
            .ToArray();
        Assert.True(features.Length > 3);

        foreach (var feature in features)
        {
            var others = features.Where(f => f != feature).ToArray();
            var view = $"Features_{feature[Features.Length..]}_";
            var code = Types.InAssembly(Web).That().ResideInNamespaceMatching($"^{Regex.Escape(feature)}$");
            var views = Types.InAssembly(Web).That().HaveNameStartingWith(view);
            Assert.NotEmpty(code.GetTypes());

            var failing = (code.ShouldNot().HaveDependencyOnAny(others).GetResult().FailingTypeNames ?? []).Concat(
                views.ShouldNot().HaveDependencyOnAny(others).GetResult().FailingTypeNames ?? []
            );
            Assert.Empty(failing);
        }
    }

    [Fact]
    public void What_features_share_uses_none_of_them()
    {
        var shared = Types.InAssembly(Web).That().ResideInNamespace(SharedFeature);
        var features = Web.GetTypes()
            .Select(t => t.Namespace)
            .Where(n => n?.StartsWith(Features, StringComparison.Ordinal) is true && !n.StartsWith(SharedFeature, StringComparison.Ordinal))
            .Select(n => n!)
            .Distinct()
            .ToArray();
        Assert.NotEmpty(shared.GetTypes());

        Assert.Empty(shared.ShouldNot().HaveDependencyOnAny(features).GetResult().FailingTypeNames ?? []);
    }

    [Fact]
    public void Handlers_and_validators_are_internal_and_sealed()
    {
        Assert.NotEmpty(Handlers);
        Assert.NotEmpty(Validators);
        Assert.All(Handlers.Concat(Validators), type => Assert.True(type is { IsSealed: true, IsVisible: false }, type.FullName));
    }

    [Fact]
    public void A_handler_does_not_send_messages() =>
        Assert.All(
            Selected(Handlers.SelectMany(h => h.GetConstructors()).SelectMany(c => c.GetParameters())),
            parameter => Assert.False(typeof(IMediator).IsAssignableFrom(parameter.ParameterType), $"{parameter.Member.DeclaringType}")
        );

    [Fact]
    public void Every_request_has_one_handler()
    {
        var handled = Handlers.Select(h => Contract(h, typeof(IRequestHandler<,>)).GenericTypeArguments[0]).ToList();

        Assert.Equal(Selected(Requests).Select(r => r.FullName).Order(), handled.Select(r => r.FullName).Order());
    }

    [Fact]
    public void Every_command_has_a_validator()
    {
        var validated = Validators.Select(v => Contract(v, typeof(IValidator<>)).GenericTypeArguments[0]).ToHashSet();

        Assert.Empty(Selected(Commands).Where(c => !validated.Contains(c)).Select(c => c.FullName));
    }

    [Fact]
    public void Only_the_pipeline_saves()
    {
        var savers = Calls.All.Where(c => c.Called.Name is "SaveChanges" or "SaveChangesAsync").Select(c => c.By).Distinct();

        // The key store has transactions of its own.
        Assert.Equal([typeof(KeyStore).FullName!, typeof(SingleWriter).FullName!, typeof(Writer).FullName!], Selected(savers).Order());
    }

    [Fact]
    public void The_time_comes_from_the_clock_of_the_application()
    {
        Assert.Contains(Calls.All, c => c.Called.Name == nameof(TimeProvider.GetUtcNow));
        Assert.Empty(
            Calls
                .All.Where(c => c.Called.DeclaringType.FullName is "System.DateTime" or "System.DateTimeOffset")
                .Where(c => c.Called.Name is "get_Now" or "get_UtcNow" or "get_Today")
                .Select(c => c.By)
        );
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public void Every_row_of_a_region_is_filtered_by_region(string provider)
    {
        var regional = TestModel.Of(provider).GetEntityTypes().Where(e => typeof(IRegional).IsAssignableFrom(e.ClrType));

        Assert.All(
            Selected(regional),
            entity => Assert.True(entity.GetDeclaredQueryFilters().Any(f => f.Key == RegistryDbContext.RegionFilter), entity.DisplayName())
        );
    }

    [Fact]
    public void Everything_about_a_case_is_case_data()
    {
        var aboutCases = TestModel
            .Of(Database.Sqlite)
            .GetEntityTypes()
            .Where(e => e.ClrType.GetProperty("CaseId")?.PropertyType == typeof(CaseId));

        Assert.All(Selected(aboutCases), entity => Assert.True(typeof(ICaseData).IsAssignableFrom(entity.ClrType), entity.DisplayName()));
    }

    [Fact]
    public void What_belongs_to_no_region_is_known_by_name()
    {
        // A new table is either of a region, or is weighed here: nothing in these tells about a person.
        Type[] ofNoRegion =
        [
            typeof(Person),
            typeof(MonitorCell),
            typeof(PeriodCell),
            typeof(Release),
            typeof(ReleaseFile),
            typeof(WebhookReceiver),
            typeof(WebhookDelivery),
            typeof(Estimate),
            typeof(PublishedFigure),
            typeof(SeriesBreak),
            typeof(CoMenshaList),
            typeof(CoMenshaEntry),
            typeof(ReconciliationCell),
            typeof(OwnTable),
            typeof(CareRegion),
            typeof(Municipality),
            typeof(MunicipalityMembership),
            typeof(ReportingOrganisation),
            typeof(CodeListItem),
            typeof(CaseNumberCounter),
            typeof(AuditRow),
            typeof(AuditHead),
            typeof(IdempotentRequest),
        ];
        var others = TestModel
            .Of(Database.Sqlite)
            .GetEntityTypes()
            .Select(e => e.ClrType)
            .Where(t => !typeof(IRegional).IsAssignableFrom(t))
            .Where(t =>
                t.Namespace!.StartsWith("CaseRegistry", StringComparison.Ordinal)
                && !t.Namespace.EndsWith(".Accounts", StringComparison.Ordinal)
            );

        Assert.Equal(ofNoRegion.Select(t => t.Name).Order(), others.Select(t => t.Name).Order());
    }

    [Fact]
    public void Only_the_infrastructure_looks_past_the_regions()
    {
        string[] allowed = ["src/CaseRegistry/Data/", "src/CaseRegistry.Web/Infrastructure/", "src/CaseRegistry.Web/Features/Monitor/"];
        var places = Repository
            .Sources(".cs", ".cshtml")
            .Where(f => f.Value.Contains("IgnoreQueryFilters", StringComparison.Ordinal))
            .Select(f => f.Key);

        Assert.All(Selected(places), path => Assert.True(allowed.Any(a => path.StartsWith(a, StringComparison.Ordinal)), path));
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public void The_two_required_fields_are_demanded_by_the_database_too(string provider)
    {
        var model = TestModel.Of(provider);
        var table = model.GetRelationalModel().Tables.Single(t => t.Name == "Cases");
        var script = DatabaseCommands.Script(provider);
        foreach (
            var (name, codes) in new[] { ("MinorStatus", Codes<MinorStatus>()), ("TechnologyInvolvement", Codes<TechnologyInvolvement>()) }
        )
        {
            var column = table.Columns.Single(c => c.Name == name);
            Assert.False(column.IsNullable);
            Assert.False(column.TryGetDefaultValue(out _));
            Assert.Null(column.DefaultValueSql);
            var check = table.CheckConstraints.Single(c => c.Name == $"CK_Cases_{name}");
            Assert.Equal($"{name} IN ({codes})", check.Sql);

            var created = Regex
                .Match(script, $"CREATE TABLE [\"\\[]Cases[\"\\]] \\(.*?[\"\\[]{name}[\"\\]] [^\\n]*", RegexOptions.Singleline)
                .Value;
            Assert.EndsWith("NOT NULL,", created.TrimEnd());
            Assert.DoesNotContain("DEFAULT", created.Split('\n')[^1]);
            Assert.Contains(check.Sql, script.Replace("''", "'", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Every_text_has_Dutch_and_English()
    {
        Assert.NotEmpty(Repository.Dutch);
        Assert.Equal(Repository.Dutch.Keys.Order(StringComparer.Ordinal), Repository.English.Keys.Order(StringComparer.Ordinal));
        Assert.Empty(Repository.Dutch.Concat(Repository.English).Where(t => string.IsNullOrWhiteSpace(t.Value)).Select(t => t.Key));
        Assert.Empty(Repository.Dutch.Where(t => Places(t.Value) != Places(Repository.English[t.Key])).Select(t => t.Key));

        static string Places(string text) => string.Join(' ', Regex.Matches(text, @"\{\d").Select(m => m.Value).Distinct().Order());
    }

    [Fact]
    public void Every_text_on_a_screen_and_every_rule_has_its_sentence()
    {
        var keys = new HashSet<string>(StringComparer.Ordinal);
        var patterns = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (path, source) in Repository.Sources(".cs", ".cshtml"))
        {
            foreach (
                Match used in Regex.Matches(
                    source,
                    """\b(?:T|_?texts?)\[\s*(\$?)"((?:[^"\\]|\\.)+)"|\bConfirm\(\s*()"((?:[^"\\]|\\.)+)"|RuleViolationException\(()"([^"]+)"\)"""
                )
            )
            {
                var groups = used.Groups.Cast<Group>().Skip(1).Where(g => g.Success && g.Length > 0).Select(g => g.Value).ToList();
                (groups[0] == "$" ? patterns : keys).Add(Regex.Unescape(groups[^1]));
            }

            if (path.StartsWith("src/CaseRegistry/Domain/", StringComparison.Ordinal))
            {
                keys.UnionWith(
                    Regex.Matches(source, "(?<!cref=)\"((?:[A-Z][A-Za-z]+)(?:\\.[A-Z][A-Za-z]+)+)\"").Select(m => m.Groups[1].Value)
                );
            }
        }

        Assert.True(keys.Count > 100 && keys.Any(k => k.StartsWith("Case.Close.", StringComparison.Ordinal)) && patterns.Count > 0);
        Assert.Empty(keys.Except(Repository.Dutch.Keys).Order());
        Assert.All(patterns, pattern => Assert.Contains(Repository.Dutch.Keys, key => Regex.IsMatch(key, AsRegex(pattern))));

        // "Do.{Code.Of(move)}" is any text that begins with "Do.".
        static string AsRegex(string pattern) => $"^{string.Join(".+", Regex.Split(pattern, @"\{(?:[^{}])*\}").Select(Regex.Escape))}$";
    }

    [Fact]
    public void Every_scope_has_a_name() =>
        Assert.All(CaseRegistry.Domain.Shared.Scopes.All, s => Assert.Contains($"Scope.{s}", Repository.Dutch.Keys));

    [Fact]
    public void Every_field_that_is_checked_has_a_name_in_both_languages()
    {
        var fields = Selected(
            Repository
                .Sources(".cs")
                .Values.SelectMany(s =>
                    Regex.Matches(s, @"\bRuleFor(?:Each)?\(\w+ => \w+\.(?:\w+\.)*(\w+)\)").Select(m => m.Groups[1].Value)
                )
        );

        Assert.Empty(fields.Distinct().Where(f => !Repository.Dutch.ContainsKey($"Field.{f}")).Order());
    }

    [Fact]
    public void Each_slice_has_a_test_class_of_its_name()
    {
        var slices = Requests
            .Where(r => r.Namespace!.StartsWith(Features, StringComparison.Ordinal))
            .Select(r => r.DeclaringType!.Name)
            .Distinct();
        var tests = Directory
            .EnumerateFiles(Path.Combine(Repository.Root, "tests", "CaseRegistry.IntegrationTests"), "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"))
            .SelectMany(f => Regex.Matches(File.ReadAllText(f), @"\bclass (\w+)Tests\b").Select(m => m.Groups[1].Value))
            .ToHashSet();

        Assert.NotEmpty(tests);
        Assert.Empty(Selected(slices).Where(s => !tests.Contains(s)).Order());
    }

    private static string Codes<TEnum>()
        where TEnum : struct, Enum => string.Join(", ", Enum.GetValues<TEnum>().Select(v => $"'{Code.Of(v)}'"));

    private static List<T> Selected<T>(IEnumerable<T> selection)
    {
        var list = selection.ToList();
        Assert.NotEmpty(list);
        return list;
    }

    private static IEnumerable<Type> Concrete(Type contract) =>
        Web.GetTypes().Where(t => !t.IsAbstract && !t.IsGenericTypeDefinition && Contracts(t, contract).Any());

    private static Type Contract(Type type, Type contract) => Contracts(type, contract).Single();

    private static IEnumerable<Type> Contracts(Type type, Type contract) =>
        type.GetInterfaces().Where(i => i.IsGenericType && i.GetGenericTypeDefinition() == contract);
}
