using CaseRegistry.Data;
using CaseRegistry.Data.Accounts;
using CaseRegistry.Data.Interceptors;
using CaseRegistry.Domain.Audit;
using CaseRegistry.Domain.Meetings;
using CaseRegistry.Domain.Regions;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Domain.Victims;
using CaseRegistry.Web.Infrastructure.Mediator;
using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CaseRegistry.IntegrationTests.Audit;

/// <summary>The rows that every write leaves, whoever forgot to write them.</summary>
public sealed class AppendAuditTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    [Fact]
    public async Task A_write_leaves_one_row_for_each_case_with_the_region_of_that_case()
    {
        var (one, other) = ((await app.Case()).CaseId, (await app.Case(Fields.Amsterdam)).CaseId);

        var rows = await Left(
            db =>
            {
                foreach (var found in db.Cases.Where(c => c.Id == one || c.Id == other).ToList())
                {
                    db.Entry(found).Property(c => c.StayMunicipality).CurrentValue = "GM0502";
                }

                foreach (var move in db.CaseMoves.Where(m => m.CaseId == one).ToList())
                {
                    db.Entry(move).State = EntityState.Modified;
                }
            },
            detail: "particulars"
        );

        Assert.All(rows, r => Assert.Equal("done", r.Outcome));
        Assert.Equal(
            new[] { (other.Value, "amsterdam", "particulars"), (one.Value, "rotterdam", "particulars") },
            rows.OrderBy(r => r.Region, StringComparer.Ordinal).Select(r => (r.CaseId!.Value, r.Region!, r.Detail!))
        );
    }

    [Fact]
    public async Task A_write_about_no_case_says_what_it_was_about()
    {
        var account = (await app.AddAccount([Role.NationalAnalyst], [])).Id;
        var name = Guid.CreateVersion7().ToString("N");
        var (client, _) = ApiClient.Create(name, ["tables:read"], [], DateTimeOffset.UtcNow.AddDays(1), DateTimeOffset.UtcNow);
        var organisation = new ReportingOrganisation(ReportingOrganisationId.New(), name, "shelter", null, isProposal: false);
        var request = new AccountRequest(AccountRequestKind.PasskeyReset, account, account, "why", "", DateTimeOffset.UtcNow);
        var meeting = Meeting.Plan("rotterdam", MeetingKind.RegionalTable, new(2099, 1, 2), DateTimeOffset.UtcNow);
        // What is written, and how the row of the trail names it.
        (object? New, Func<RegistryDbContext, object>? Stored, string Name)[] all =
        [
            (null, db => db.Users.Single(a => a.Id == account), $"account:{account}"),
            (client, null, $"client:{client.Id}"),
            (null, db => db.CareRegions.Single(r => r.Code == "limburg"), "region:limburg"),
            (null, db => db.Municipalities.Single(m => m.Code == "GM0363"), "municipality:GM0363"),
            (new CodeListItem("platform", name, "a", "b", null, null, 1), null, $"code:platform/{name}"),
            (organisation, null, $"organisation:{organisation.Id}"),
            (request, null, $"account-request:{request.Id}"),
            (meeting, null, $"meeting:{meeting.Id}"),
            (new Person(PersonId.New()), null, "person"),
            (null, db => db.AccountRegions.Single(r => r.AccountId == account), "AccountRegion"),
        ];
        await app.Write(db => db.AccountRegions.Add(new(account, "limburg")));

        foreach (var (fresh, stored, expected) in all)
        {
            var rows = await Left(db =>
            {
                if (fresh is not null)
                {
                    db.Add(fresh);
                }
                else
                {
                    db.Entry(stored!(db)).State = expected == "AccountRegion" ? EntityState.Deleted : EntityState.Modified;
                }
            });

            var row = Assert.Single(rows);
            Assert.Equal(
                ("console", "Test", "done", expected, null, null),
                (row.Actor, row.Action, row.Outcome, row.Detail, row.CaseId, row.Region)
            );
        }
    }

    [Fact]
    public async Task Particulars_come_before_what_was_written_and_the_same_thing_is_named_once()
    {
        var rows = await Left(
            db =>
            {
                db.Entry(db.CareRegions.Single(r => r.Code == "limburg")).State = EntityState.Modified;
                db.Persons.AddRange(new(PersonId.New()), new(PersonId.New()));
            },
            detail: "particulars"
        );

        Assert.Equal("particulars region:limburg person", string.Join(' ', Assert.Single(rows).Detail!.Split(' ').OrderBy(Place)));

        static int Place(string word) => Array.IndexOf(["particulars", "region:limburg", "person"], word);
    }

    [Fact]
    public async Task Of_many_things_each_is_named_twenty_in_a_row()
    {
        var name = Guid.CreateVersion7().ToString("N");

        var rows = await Left(db =>
            db.CodeListItems.AddRange(
                Enumerable.Range(0, 21).Select(i => new CodeListItem("platform", $"{name}-{i:00}", "a", "b", null, null, i))
            )
        );

        Assert.Equal([20, 1], rows.Select(r => r.Detail!.Split(' ').Length).OrderDescending());
        Assert.Equal(21, rows.SelectMany(r => r.Detail!.Split(' ')).Distinct().Count());
    }

    [Fact]
    public async Task A_long_detail_is_cut_to_what_fits_and_one_that_just_fits_is_kept()
    {
        await app.AsOperator(services =>
        {
            var (audit, actor) = (services.GetRequiredService<AppendAudit>(), services.GetRequiredService<CurrentActor>());
            foreach (var (length, kept) in new[] { (1999, 1999), (2000, 2000), (2001, 2000) })
            {
                Assert.Equal(kept, audit.Entry(actor, "done", detail: new('x', length)).Detail!.Length);
            }

            Assert.Null(audit.Entry(actor, "done").Detail);
            actor.AuditDetail = "particulars";
            Assert.Equal("particulars", audit.Entry(actor, "done").Detail);
            Assert.Equal("own", audit.Entry(actor, "done", detail: "own").Detail);
            return Task.FromResult(true);
        });
    }

    [Fact]
    public async Task A_row_says_who_with_which_roles_from_where_and_in_which_request()
    {
        await using var scope = app.Services.CreateAsyncScope();
        var actor = scope.ServiceProvider.GetRequiredService<CurrentActor>();
        actor.Become("account:x", Guid.CreateVersion7(), [Role.RegionalTableMember, Role.RegionalTableChair], [], ["rotterdam"]);
        (actor.Action, actor.Origin, actor.RequestId) = ("Test", "192.0.2.1", "request");
        var id = Guid.CreateVersion7();

        var entry = scope.ServiceProvider.GetRequiredService<AppendAudit>().Entry(actor, "denied", id, "rotterdam", "why");

        Assert.Equal(
            new(
                "account:x",
                "regional_table_member regional_table_chair",
                "Test",
                "denied",
                id,
                "rotterdam",
                "why",
                "192.0.2.1",
                "request"
            ),
            new Said(
                entry.Actor,
                entry.Roles,
                entry.Action,
                entry.Outcome,
                entry.CaseId,
                entry.Region,
                entry.Detail,
                entry.Origin,
                entry.RequestId
            )
        );
        Assert.InRange(entry.At, DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow);
    }

    [Fact]
    public async Task What_the_register_keeps_for_itself_and_a_session_that_begins_leave_no_row_and_its_end_does()
    {
        var account = (await app.AddAccount([Role.NationalAnalyst], [])).Id;
        var fact = await FactOf((await app.Case(change: WithTechnology)).CaseId);
        var session = Session.Start(account, "key", [1], "password", "browser", DateTimeOffset.UtcNow, TimeSpan.FromHours(1));

        Assert.Empty(await Left(_ => { }));
        Assert.Empty(await Left(db => db.Sessions.Add(session)));
        Assert.Empty(
            await Left(db =>
            {
                db.SignInFailures.Add(new(account, "192.0.2.1"));
                db.IdempotentRequests.Add(new("test", $"{session.Id}", "Test", [1], [1], DateTimeOffset.UtcNow));
                db.Entry(db.CaseNumberCounters.OrderBy(c => c.Region).First()).State = EntityState.Modified;
                db.Entry(db.MonitorFacts.Single(f => f.CaseId == fact)).State = EntityState.Modified;
                db.Entry(db.MonitorTechnologyFacts.Single(f => f.CaseId == fact)).State = EntityState.Modified;
                db.Entry(db.MonitorCells.First(c => c.Count > 0)).State = EntityState.Modified;
            })
        );
        Assert.Empty(
            await LeftByAdministration(db =>
            {
                db.KeptForms.Add(new(session.Id, Guid.CreateVersion7(), [1], DateTimeOffset.UtcNow));
                db.DataProtectionKeys.Add(new DataProtectionKey { FriendlyName = "test", Xml = "<test/>" });
            })
        );

        var ended = await Left(db =>
            db.Entry(db.Sessions.Single(s => s.Id == session.Id)).Property(s => s.EndedAt).CurrentValue = DateTimeOffset.UtcNow
        );
        Assert.Equal("Session", Assert.Single(ended).Detail);
    }

    [Fact]
    public async Task What_is_written_beside_the_writer_is_refused_also_while_the_writer_has_its_turn()
    {
        var name = Guid.CreateVersion7().ToString("N");
        Task Beside() =>
            app.AsOperator(async services =>
            {
                var db = services.GetRequiredService<RegistryDbContext>();
                db.CodeListItems.Add(new("platform", name, "a", "b", null, null, 1));
                return await db.SaveChangesAsync();
            });

        Assert.Contains("Writes go through the writer", (await Assert.ThrowsAsync<InvalidOperationException>(Beside)).Message);
        await app.AsOperator(services =>
            services
                .GetRequiredService<Writer>()
                .Write(
                    services.GetRequiredService<RegistryDbContext>(),
                    async () =>
                    {
                        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(Beside);
                        Assert.Contains("Writes go through the writer", refusal.Message);
                        return true;
                    },
                    CancellationToken.None
                )
        );

        Assert.False(await app.Read(db => db.CodeListItems.AnyAsync(i => i.Code == name)));
    }

    [Fact]
    public async Task Where_several_write_a_row_waits_for_its_place_and_whoever_seals_is_told()
    {
        var chain = new AuditChain(hasOneWriter: false);
        chain.AnnounceUnsealed();
        var told = 0;
        chain.Unsealed += () => told++;
        await app.AsOperator(services =>
        {
            var db = services.GetRequiredService<RegistryDbContext>();
            new AppendAudit(TimeProvider.System, chain).Append(db, [new(DateTimeOffset.UnixEpoch, "test", "", "Test", "done")]);

            var row = Assert.Single(db.ChangeTracker.Entries<AuditRow>()).Entity;
            Assert.Equal(("test", null), (row.Actor, row.Sequence));
            return Task.FromResult(true);
        });

        chain.AnnounceUnsealed();

        Assert.Equal(1, told);
        Assert.False(chain.HasOneWriter);
        Assert.True(app.Services.GetRequiredService<AuditChain>().HasOneWriter);
    }

    private sealed record Said(
        string Actor,
        string Roles,
        string Action,
        string Outcome,
        Guid? CaseId,
        string? Region,
        string? Detail,
        string? Origin,
        string? RequestId
    );

    private static Web.Features.Signals.RegisterSignal.Command WithTechnology(Web.Features.Signals.RegisterSignal.Command command) =>
        command with
        {
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
        };

    private Task<Domain.Cases.CaseId> FactOf(Domain.Cases.CaseId id) =>
        app.Read(db => db.MonitorFacts.Where(f => f.CaseId == id).Select(f => f.CaseId).SingleAsync());

    private Task<List<AuditRow>> Left(Action<RegistryDbContext> change, string? detail = null) =>
        Left(services => services.GetRequiredService<RegistryDbContext>(), change, detail);

    private Task<List<AuditRow>> LeftByAdministration(Action<AdministrationDbContext> change) =>
        Left(services => services.GetRequiredService<AdministrationDbContext>(), change, detail: null);

    /// <summary>The rows that the operator leaves who writes this.</summary>
    private Task<List<AuditRow>> Left<T>(Func<IServiceProvider, T> context, Action<T> change, string? detail)
        where T : DbContext =>
        app.AsOperator(async services =>
        {
            var (actor, db) = (services.GetRequiredService<CurrentActor>(), context(services));
            (actor.Action, actor.AuditDetail, actor.RequestId) = ("Test", detail, Guid.CreateVersion7().ToString("N"));
            await services
                .GetRequiredService<Writer>()
                .Write(
                    db,
                    () =>
                    {
                        change(db);
                        return Task.FromResult(true);
                    },
                    CancellationToken.None
                );
            return await app.Read(d => d.AuditRows.AsNoTracking().Where(r => r.RequestId == actor.RequestId).ToListAsync());
        });
}
