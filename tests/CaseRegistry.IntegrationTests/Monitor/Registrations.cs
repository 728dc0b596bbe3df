using CaseRegistry.Data;
using CaseRegistry.Domain.Cases;
using CaseRegistry.Domain.Signals;
using CaseRegistry.Domain.Technology;
using CaseRegistry.Domain.Victims;
using CaseRegistry.Web.Infrastructure.Encryption;
using CaseRegistry.Web.Infrastructure.Mediator;
using Microsoft.Extensions.DependencyInjection;

namespace CaseRegistry.IntegrationTests.Monitor;

/// <summary>Persons to be counted, written as the register writes them.</summary>
internal static class Registrations
{
    private static int _number;

    public static Task<CaseId> Register(
        this RegistryApp app,
        string region = "amsterdam",
        string receivedOn = "2025-03-01",
        MinorStatus minority = MinorStatus.Minor,
        string form = "sexual",
        string reporter = "police",
        TechnologyInvolvement technology = TechnologyInvolvement.Unknown
    ) =>
        app.AsOperator(services =>
        {
            var db = services.GetRequiredService<RegistryDbContext>();
            return services
                .GetRequiredService<Writer>()
                .Write(
                    db,
                    async () =>
                    {
                        var key = await services.GetRequiredService<CaseKeys>().Create(region);
                        var person = PersonId.New();
                        db.Persons.Add(new(person));
                        db.Cases.Add(
                            Case.Register(
                                $"T-{Interlocked.Increment(ref _number):00000}",
                                region,
                                person,
                                key,
                                new()
                                {
                                    ReceivedOn = DateOnly.ParseExact(receivedOn, "yyyy-MM-dd"),
                                    ReporterType = reporter,
                                    Certainty = Certainty.Suspicion,
                                },
                                new() { StayMunicipality = "unknown", Sex = "female" },
                                new(minority, "stated", minority == MinorStatus.Unknown ? "Niet bekend." : null),
                                [
                                    new()
                                    {
                                        Form = form,
                                        Sector = "unknown",
                                        Route = "domestic",
                                    },
                                ],
                                new(technology, []),
                                "account:test",
                                services.GetRequiredService<TimeProvider>().GetUtcNow()
                            )
                        );
                        return key.CaseId;
                    },
                    default
                );
        });
}
