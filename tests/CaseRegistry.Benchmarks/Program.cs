using BenchmarkDotNet.Running;
using CaseRegistry.Benchmarks;

// dotnet run -c Release --project tests/CaseRegistry.Benchmarks -- load [--rounds 5] [--seconds 3] [--cases 2000]
// dotnet run -c Release --project tests/CaseRegistry.Benchmarks -- audit [--rows 1000000]
// dotnet run -c Release --project tests/CaseRegistry.Benchmarks -- monitor FILE.csv [--few 100000] [--many 5000000] [--rounds 5]
// dotnet run -c Release --project tests/CaseRegistry.Benchmarks -- webhooks [--deliveries 10000] [--faults 0.3] [--receivers 4]
// dotnet run -c Release --project tests/CaseRegistry.Benchmarks -- disclosure [--cells 33516]
// dotnet run -c Release --project tests/CaseRegistry.Benchmarks -- releases [--cells 2142]
// dotnet run -c Release --project tests/CaseRegistry.Benchmarks -- --filter '*'
switch (args)
{
    case ["load", ..]:
        await LoadRun.Run(Number("--rounds", 5), TimeSpan.FromSeconds(Number("--seconds", 3)), Number("--cases", 2_000));
        break;
    case ["audit", ..]:
        await AuditRun.Run(Number("--rows", 1_000_000));
        break;
    case ["monitor", var file, ..]:
        await MonitorRun.Run(new FileInfo(file), Number("--few", 100_000), Number("--many", 5_000_000), Number("--rounds", 5));
        break;
    case ["webhooks", ..]:
        await WebhookRun.Run(Number("--deliveries", 10_000), Part("--faults", 0.3), Number("--receivers", 4));
        break;
    case ["disclosure", ..]:
        DisclosureRun.Run(Number("--cells", 33_516));
        break;
    case ["releases", ..]:
        ReleasesRun.Run(Number("--cells", 2_142));
        break;
    case ["partner", var folder, var address]:
        await Partner.Run(folder, address);
        break;
    default:
        BenchmarkSwitcher.FromAssembly(typeof(RegisterBenchmarks).Assembly).Run(args);
        break;
}

double Part(string option, double otherwise) =>
    Array.IndexOf(args, option) is >= 0 and var at
        ? double.Parse(args[at + 1], System.Globalization.CultureInfo.InvariantCulture)
        : otherwise;

int Number(string option, int otherwise) =>
    Array.IndexOf(args, option) is >= 0 and var at ? int.Parse(args[at + 1], System.Globalization.CultureInfo.InvariantCulture) : otherwise;
