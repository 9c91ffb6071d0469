using System.Diagnostics;
using System.Globalization;
using UltraCascade.Measurement;
using UltraCascade.Measurement.Report;
using UltraCascade.SharedMemory;

// The latency suite without the product around it: ultracascade-latency floor|latency|throughput|memory [--json] [--rounds N] [--html FILE]
// [--engine PATH-OF-ultracascade]. The engine that it measures is a process of its own in either case.
const int Usage = 2;
if (args.Length == 0 || !Enum.TryParse(args[0], ignoreCase: true, out SuitePart part))
{
    Console.Error.WriteLine("usage: ultracascade-latency floor|latency|throughput|memory [--json] [--rounds N] [--html FILE] [--engine PATH]");
    return Usage;
}

string? Value(string option)
{
    int at = Array.IndexOf(args, option);
    return at > 0 && at + 1 < args.Length ? args[at + 1] : null;
}

// Both programs are built into ROOT/bin/PROJECT/CONFIGURATION/.
DirectoryInfo own = new(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
string engine = Value("--engine") ?? Path.Combine(own.Parent!.Parent!.FullName, "UltraCascade.Host", own.Name, "ultracascade");
SuiteRequest request = new()
{
    Part = part,
    Rounds = int.Parse(Value("--rounds") ?? "5", CultureInfo.InvariantCulture),
    Directory = InstancePaths.DefaultDirectory,
    EngineProgram = arguments => new ProcessStartInfo(engine, arguments),
    OnProgress = Console.Error.WriteLine,
};
try
{
    SuiteReport report = LatencySuite.Run(request, CancellationToken.None);
    if (Value("--html") is { } file)
    {
        File.WriteAllText(file, ReportPlot.Write(report));
    }

    Console.WriteLine(args.Contains("--json") ? ReportJson.Write(report) : string.Join(Environment.NewLine, ReportTable.Lines(report)));
    return 0;
}
catch (MeasurementException exception)
{
    Console.Error.WriteLine("error: " + exception.Message);
    return 1;
}
