using BenchmarkDotNet.Attributes;
using CaseRegistry.Web.Features.Cases;
using CaseRegistry.Web.Features.Signals;
using MediatR;

namespace CaseRegistry.Benchmarks;

/// <summary>Registering with everything on (encryption, audit, counts) and a page of the list, on a SQLite file. Only ratios between the two mean anything.</summary>
[ShortRunJob]
public class RegisterBenchmarks
{
    private const int CasesBefore = 200;

    private OwnRegister _register = null!;

    [GlobalSetup]
    public async Task Install()
    {
        _register = await OwnRegister.Install();
        for (var i = 0; i < CasesBefore; i++)
        {
            await Register();
        }
    }

    [GlobalCleanup]
    public async Task Remove() => await _register.DisposeAsync();

    [Benchmark(Baseline = true)]
    public Task<RegisterSignal.Result> Register() =>
        Send(
            new RegisterSignal.Command
            {
                ReceivedOn = new(2026, 3, 2),
                MunicipalityCode = "GM0599",
                ReporterType = "police",
                Certainty = "suspicion",
                MinorStatus = "minor",
                AgeBasis = "stated",
                Sex = "female",
                ExploitationMain = "sexual",
                Sector = "unknown",
                Route = "unknown",
                TechnologyInvolvement = "unknown",
                Summary = "What was seen or heard.",
            }
        );

    [Benchmark]
    public Task<ListCases.Result> List() => Send(new ListCases.Query());

    private Task<T> Send<T>(IRequest<T> message) =>
        _register.AsOperator(services => services.GetRequiredService<IMediator>().Send(message));
}
