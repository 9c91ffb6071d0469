using BenchmarkDotNet.Running;
using UltraCascade.Benchmarks;

// dotnet run -c Release --project benchmarks/UltraCascade.Benchmarks -- --filter '*Ring*'
BenchmarkSwitcher.FromAssembly(typeof(BenchmarkDefaults).Assembly).Run(args, new BenchmarkDefaults());
