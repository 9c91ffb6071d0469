using System.CommandLine;
using UltraCascade.Host.CommandLine;
using UltraCascade.Host.Processes;
using UltraCascade.Measurement;
using UltraCascade.Measurement.Report;

namespace UltraCascade.Host.Verbs;

/// <summary>The latency suite: what the machine, the ring and the whole path take, measured here and now.</summary>
internal sealed class BenchVerb : Command
{
    private static readonly Option<int?> s_rounds = NumberOption.Create(
        "--rounds", "Rounds that count; one more comes before them and is thrown away (default: 5).", 1, 100);

    private static readonly Option<string?> s_html = new("--html")
    {
        Description = "Write the percentile plot and the table to a page that needs nothing else.",
        HelpName = "FILE",
    };

    private static readonly Option<int[]> s_cpus = new("--cpus")
    {
        Description = "The two processors to use, as 2 3 (default: the first two that this process may use).",
        HelpName = "A B",
        AllowMultipleArgumentsPerToken = true,
    };

    public BenchVerb()
        : base("bench", "Measures latency and throughput on this machine, with an engine process of its own.")
    {
        Subcommands.Add(Part("floor", SuitePart.Floor, "The machine alone: one cache line from one processor to the other."));
        Subcommands.Add(Part("latency", SuitePart.Latency, "Ring hops, the whole path at several rates, waking, restart. Under a minute."));
        Subcommands.Add(Part("throughput", SuitePart.Throughput, "The ring, the whole path, and what instruments, events held and readers cost. Under a minute."));
        Subcommands.Add(Part("memory", SuitePart.Memory, "Memory of an engine process: an idle instrument, an event held, an hour at full speed."));
    }

    private static Command Part(string name, SuitePart part, string description)
    {
        Command command = new(name, description);
        command.Options.Add(SharedOptions.Directory);
        command.Options.Add(SharedOptions.Json);
        command.Options.Add(s_rounds);
        command.Options.Add(s_cpus);
        command.Options.Add(s_html);
        command.SetAction(result => VerbExecution.Execute(
            result, context => Run(context, part, result.GetValue(s_rounds), result.GetValue(s_cpus), result.GetValue(s_html))));
        return command;
    }

    private static int Run(VerbContext context, SuitePart part, int? rounds, int[]? cpus, string? html)
    {
        SuiteRequest request = new()
        {
            Part = part,
            Rounds = rounds ?? 5,
            Cpus = cpus ?? [],
            Directory = context.Settings.Engine.Directory,
            EngineProgram = OwnExecutable.With,
            OnProgress = section => context.Messages.Say($"measuring {section}"),
        };
        SuiteReport report = Measure(request, context.Token);
        if (html is not null)
        {
            File.WriteAllText(html, ReportPlot.Write(report));
        }

        if (context.Json)
        {
            context.Output.WriteLine(ReportJson.Write(report));
        }
        else
        {
            foreach (string line in ReportTable.Lines(report))
            {
                context.Output.WriteLine(line);
            }
        }

        if (!report.IsClean)
        {
            context.Messages.Warn($"the machine was not quiet, so these figures are not to be quoted: {string.Join("; ", report.Reasons)}.");
        }

        return ExitCode.Ok;
    }

    private static SuiteReport Measure(SuiteRequest request, CancellationToken token)
    {
        try
        {
            return LatencySuite.Run(request, token);
        }
        catch (MeasurementException exception)
        {
            throw new VerbException(exception.Message, ExitCode.Failure, exception);
        }
    }
}
