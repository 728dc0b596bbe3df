using System.Collections;
using System.Reflection;
using System.Text.Json;
using CaseRegistry.Data;
using CaseRegistry.Data.Interceptors;
using CaseRegistry.Domain.Cases;
using CaseRegistry.Domain.Meetings;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Domain.Signals;
using CaseRegistry.Web.Infrastructure;
using CaseRegistry.Web.Infrastructure.Identity;
using CaseRegistry.Web.Infrastructure.Mediator;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CaseRegistry.IntegrationTests.Security;

/// <summary>Every message, sent without a page or an API before it, by every kind of actor.</summary>
public sealed class MessageMatrixTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    private static readonly List<Type> Messages =
    [
        .. typeof(Program)
            .Assembly.GetTypes()
            .Where(t => t is { IsClass: true, IsAbstract: false } && ResultOf(t) is not null)
            .OrderBy(t => t.FullName, StringComparer.Ordinal),
    ];

    /// <summary>What a message may be refused with once its permission is there.</summary>
    private static readonly Type[] Refusals =
    [
        typeof(NotFoundException),
        typeof(ForeignRegionException),
        typeof(ValidationException),
        typeof(RuleViolationException),
        typeof(DbUpdateConcurrencyException),
    ];

    public static TheoryData<string> Actors =>
        [.. Enum.GetNames<Role>(), .. Scopes.All.Select(s => $"scope {s}"), "every role that goes together with cases", "nobody"];

    [Fact]
    public void Every_message_declares_what_it_demands()
    {
        Assert.True(Messages.Count > 90, $"{Messages.Count} messages");
        Assert.Empty(Messages.Where(m => m.GetCustomAttribute<RequiresAttribute>() is null).Select(m => m.FullName));
    }

    [Theory]
    [MemberData(nameof(Actors))]
    public async Task Without_its_permission_a_message_is_refused_before_anything_else(string actor)
    {
        var faults = new List<string>();
        var refused = 0;
        foreach (var message in Messages)
        {
            await using var scope = app.Services.CreateAsyncScope();
            var acting = Become(scope.ServiceProvider, actor);
            if (acting.May(message.GetCustomAttribute<RequiresAttribute>()!.Permission))
            {
                continue;
            }

            refused++;
            var failure = await Record.ExceptionAsync(() => Send(scope.ServiceProvider, Filled(message, Elsewhere.Nowhere())));
            if (failure is not PermissionDeniedException)
            {
                faults.Add($"{Name(message)}: {failure?.GetType().Name ?? "done"}");
            }
        }

        Assert.True(refused > 10, $"{refused} messages");
        Assert.Empty(faults);
    }

    [Theory]
    [MemberData(nameof(Actors))]
    public async Task With_its_permission_a_message_tells_and_does_nothing_of_another_region(string actor)
    {
        var elsewhere = await Elsewhere.Make(app);
        var before = await Stored(elsewhere.Case);
        var faults = new List<string>();
        foreach (var message in Messages)
        {
            var required = message.GetCustomAttribute<RequiresAttribute>()!.Permission;
            // Own account and sign-in know no cases and need a browser; what the operator does on the server is meant for all regions.
            if (
                required is Permission.Anyone or Permission.SignedIn or Permission.Operate
                // One's own work is: numbers of cases and what is next for them.
                && message != typeof(Web.Features.Home.MyWork.Query)
            )
            {
                continue;
            }

            // To open a case of another region is what breaking the glass is for; OpenBreakGlassTests says under which conditions.
            if (message == typeof(Web.Features.BreakGlass.OpenBreakGlass.Command))
            {
                continue;
            }

            await using var scope = app.Services.CreateAsyncScope();
            if (!Become(scope.ServiceProvider, actor).May(required))
            {
                continue;
            }

            var foreign = await Outcome(scope.ServiceProvider, Filled(message, elsewhere));
            // A filter that is shown again tells whoever filled it in nothing.
            var asked = JsonSerializer.Serialize(Filled(message, elsewhere), message, Json.Options);
            if (
                new[] { Elsewhere.Canary, elsewhere.Number, elsewhere.Case.ToString() }.FirstOrDefault(word =>
                    foreign.Contains(word, StringComparison.Ordinal) && !asked.Contains(word, StringComparison.Ordinal)
                ) is
                { } told
            )
            {
                faults.Add($"{Name(message)} tells {told}: {foreign[..Math.Min(foreign.Length, 200)]}");
            }

            await using var again = app.Services.CreateAsyncScope();
            Become(again.ServiceProvider, actor);
            var absent = await Outcome(again.ServiceProvider, Filled(message, Elsewhere.Nowhere()));
            if (foreign.StartsWith('!') != absent.StartsWith('!') || foreign.StartsWith('!') && foreign != absent)
            {
                faults.Add($"{Name(message)} tells foreign from absent: {foreign} and {absent}");
            }
        }

        Assert.Empty(faults);
        Assert.Equal(before, await Stored(elsewhere.Case));
    }

    [Fact]
    public async Task A_message_that_declares_nothing_is_refused_for_everyone()
    {
        await using var scope = app.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().BecomeOperator(["rotterdam"]);

        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            scope.ServiceProvider.GetRequiredService<Permissions>().Demand(typeof(Undeclared))
        );
    }

    private sealed record Undeclared : IRequest<Unit>;

    private static Type? ResultOf(Type message) =>
        message
            .GetInterfaces()
            .FirstOrDefault(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IRequest<>))
            ?.GetGenericArguments()[0];

    private static string Name(Type message) => message.DeclaringType?.Name ?? message.Name;

    private static CurrentActor Become(IServiceProvider services, string who)
    {
        var actor = services.GetRequiredService<CurrentActor>();
        if (who == "nobody")
        {
            return actor;
        }

        Role[] roles =
            Enum.TryParse<Role>(who, out var role) ? [role]
            : who.StartsWith("every", StringComparison.Ordinal) ? [Role.CareCoordinator, Role.RegionalTableMember, Role.RegionalTableChair]
            : [];
        var permissions = roles.Length > 0 ? Roles.PermissionsOf(roles) : Scopes.PermissionsOf([who["scope ".Length..]]);
        var account = Guid.CreateVersion7();
        // Just signed in: what asks for a fresh factor has one.
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        services
            .GetRequiredService<CurrentSession>()
            .Open(account, new System.Security.Claims.ClaimsPrincipal(), now.AddMinutes(15), now.AddHours(8), now);
        actor.Become(
            roles.Length > 0 ? $"account:{account:N}" : $"client:{account:N}",
            roles.Length > 0 ? account : null,
            roles,
            permissions,
            ["rotterdam"]
        );
        return actor;
    }

    private static async Task<string> Outcome(IServiceProvider services, object message)
    {
        try
        {
            return JsonSerializer.Serialize(await Send(services, message), Json.Options);
        }
        catch (Exception refused) when (Refusals.Contains(refused.GetType()))
        {
            return refused is NotFoundException or ForeignRegionException ? "!not there" : $"!{refused.GetType().Name}";
        }
    }

    private static async Task<object?> Send(IServiceProvider services, object message)
    {
        var send = typeof(IMediator)
            .GetInterfaces()
            .Append(typeof(IMediator))
            .SelectMany(i => i.GetMethods())
            .First(m => m.Name == "Send" && m.IsGenericMethod && m.GetParameters()[0].ParameterType.IsGenericType)
            .MakeGenericMethod(ResultOf(message.GetType())!);
        var sent = (Task)send.Invoke(services.GetRequiredService<IMediator>(), [message, CancellationToken.None])!;
        await sent;
        return sent.GetType().GetProperty("Result")?.GetValue(sent);
    }

    /// <summary>The message with the ids of these, and with enough in its other fields to get by its validator where that is possible.</summary>
    private static object Filled(Type type, Elsewhere ids)
    {
        var constructor = type.GetConstructors().OrderByDescending(c => c.GetParameters().Length).First();
        var message = constructor.Invoke([.. constructor.GetParameters().Select(p => Value(p.ParameterType, p.Name!, type, ids))]);
        foreach (var property in type.GetProperties().Where(p => p.CanWrite && p.GetValue(message) is null or "" or CaseId or MeetingId))
        {
            if (Value(property.PropertyType, property.Name, type, ids) is { } value)
            {
                property.SetValue(message, value);
            }
        }

        return message;
    }

    private static object? Value(Type type, string name, Type message, Elsewhere ids)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        return plain switch
        {
            _ when plain == typeof(CaseId) => ids.Case,
            _ when plain == typeof(MeetingId) => ids.Meeting,
            _ when plain == typeof(AgendaItemId) => ids.Item,
            _ when plain == typeof(DraftId) => ids.Draft,
            _ when plain == typeof(ImportJobId) => ids.Import,
            _ when plain == typeof(BreakGlassId) => ids.BreakGlass,
            _ when plain == typeof(Guid) && name == "Version" => null,
            _ when plain == typeof(Guid) => ids.Contact,
            _ when plain == typeof(bool) && type == plain => false,
            _ when plain == typeof(string) => name switch
            {
                // A number that is not one's own is told in the same words as one that is not there: a rule of these two messages.
                "Number" => ids.Number,
                "Section" => "person",
                "Move" => "start_triage",
                "Outcome" when message.Namespace!.EndsWith("Meetings", StringComparison.Ordinal) => "reinforced",
                "MinorStatus" => "adult",
                "AgeBasis" => "stated",
                "Sex" => "female",
                "MunicipalityCode" => Fields.Rotterdam,
                "ReporterType" => "police",
                "Certainty" => "suspicion",
                "Reason" or "Reasons" or "Note" or "Review" => "Reden",
                "Name" => "minors-by-year",
                _ => null,
            },
            _ when plain == typeof(DateOnly) && name is "ReceivedOn" => new DateOnly(2026, 3, 2),
            _ when typeof(IEnumerable).IsAssignableFrom(plain) && plain.GetConstructor([]) is not null => Activator.CreateInstance(plain),
            _ when plain.IsValueType && type == plain => Activator.CreateInstance(plain),
            _ when plain == typeof(Web.Features.Signals.RegisterSignal.Command) => new Web.Features.Signals.RegisterSignal.Command(),
            _ => null,
        };
    }

    // Everything that belongs to the case, as it is stored.
    private Task<string> Stored(CaseId id) =>
        app.Read(async db =>
        {
            var rows = new List<string>();
            foreach (var type in db.Model.GetEntityTypes().Where(t => typeof(ICaseData).IsAssignableFrom(t.ClrType)))
            {
                var of = typeof(MessageMatrixTests)
                    .GetMethod(nameof(RowsOf), BindingFlags.NonPublic | BindingFlags.Static)!
                    .MakeGenericMethod(type.ClrType);
                rows.AddRange(await (Task<List<string>>)of.Invoke(null, [db, id])!);
            }

            Assert.True(rows.Count > 12, string.Join('\n', rows));
            return string.Join('\n', rows.Order(StringComparer.Ordinal));
        });

    private static async Task<List<string>> RowsOf<T>(RegistryDbContext db, CaseId id)
        where T : class, ICaseData =>
        [
            .. (await db.Set<T>().OfEveryRegion().ToListAsync())
                .Where(r => r.CaseId == id)
                .Select(r =>
                    typeof(T).Name
                    + " "
                    + string.Join(
                        ' ',
                        db.Entry(r).Properties.Select(p => p.CurrentValue is byte[] b ? Convert.ToHexString(b) : $"{p.CurrentValue}")
                    )
                ),
        ];
}
