using BenchmarkDotNet.Running;

// dotnet run -c Release --project tests/CaseRegistry.Benchmarks -- --filter '*'
BenchmarkSwitcher.FromAssembly(typeof(CaseRegistry.Benchmarks.RegisterBenchmarks).Assembly).Run(args);
