using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Toolchains.InProcess.NoEmit;

namespace UltraCascade.Benchmarks;

/// <summary>
/// How every benchmark is run: in this process, because the tool's own builds know nothing of the artifacts folder; bytes allocated
/// beside the time, since those are the gate.
/// </summary>
public sealed class BenchmarkDefaults : ManualConfig
{
    public BenchmarkDefaults()
    {
        AddJob(Job.Default.WithToolchain(InProcessNoEmitToolchain.Instance));
        AddDiagnoser(MemoryDiagnoser.Default);
        AddColumnProvider(DefaultColumnProviders.Instance);
        AddExporter(MarkdownExporter.GitHub);
        AddLogger(ConsoleLogger.Default);
    }
}
