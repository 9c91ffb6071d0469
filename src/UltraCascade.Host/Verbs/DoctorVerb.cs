using System.CommandLine;
using UltraCascade.Host.CommandLine;
using UltraCascade.Host.Doctor;
using UltraCascade.Host.Terminal;
using UltraCascade.Measurement.Machine;
using UltraCascade.Protocol;
using UltraCascade.SharedMemory;

namespace UltraCascade.Host.Verbs;

/// <summary>Looks at what the machine does to the engine, and says how to change it. Changes nothing itself.</summary>
internal sealed class DoctorVerb : Command
{
    private const int StealWatchMilliseconds = 200;
    private const int IdColumns = 15;

    private static readonly Option<bool> s_strict = new("--strict")
    {
        Description = "Exit 4 when a check warns or fails.",
    };

    public DoctorVerb()
        : base("doctor", "Checks the machine: clock, processors, kernel, memory. Says what to change and what it would do.")
    {
        Options.Add(SharedOptions.Directory);
        Options.Add(SharedOptions.Json);
        Options.Add(s_strict);
        SetAction(result => VerbExecution.Execute(result, context => Run(context, result.GetValue(s_strict))));
    }

    private static int Run(VerbContext context, bool isStrict)
    {
        Examination examination = Examination.Of(View(context));
        if (context.Json)
        {
            context.Output.WriteLine(examination.ToJson());
        }
        else
        {
            foreach (Finding finding in examination.Findings)
            {
                WriteLines(context, finding);
            }

            context.Messages.Say(
                $"{examination.Count(Verdict.Pass)} pass, {examination.Count(Verdict.Warn)} warn, {examination.Count(Verdict.Fail)} fail, {examination.Count(Verdict.Skip)} skipped.");
        }

        return isStrict && !examination.IsHealthy ? ExitCode.CheckFailed : ExitCode.Ok;
    }

    private static MachineView View(VerbContext context)
    {
        Fingerprint fingerprint = FingerprintReader.Read();
        return new MachineView
        {
            UsableCpus = ThreadPinning.UsableCpus(),
            SimdBits = fingerprint.SimdBits,
            SharedMemoryFreeBytes = FreeBytes(context.Settings.Engine.Directory),
            SharedMemoryNeededBytes = NeededBytes(context.Settings.Engine),
            Engine = context.Settings.Engine,
            StealShare = StealTime.Watch(StealWatchMilliseconds, context.Token),
        };
    }

    // The file system of the directory, or of the nearest one above it that exists.
    private static long? FreeBytes(string directory)
    {
        string? existing = directory;
        while (existing is not null && !Directory.Exists(existing))
        {
            existing = System.IO.Path.GetDirectoryName(existing);
        }

        try
        {
            return existing is null ? null : new DriveInfo(existing).AvailableFreeSpace;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static long NeededBytes(Configuration.EngineSettings engine) =>
        (long)RegionLayout.Signals(engine.HistorySlots, engine.Instruments).FileBytes
        + (long)RegionLayout.Ring(engine.RingSlots, engine.Feeds).FileBytes
        + (long)RegionLayout.Feed(new FeedOptions().Slots, engine.Instruments).FileBytes;

    private static void WriteLines(VerbContext context, Finding finding)
    {
        Style style = finding.Verdict switch
        {
            Verdict.Pass => Style.Green,
            Verdict.Warn => Style.Yellow,
            Verdict.Fail => Style.Red,
            _ => Style.Plain,
        };
        StyledLine line = new(TerminalFacts.OutputHasColour);
        line.Add(Examination.Word(finding.Verdict), style).Add("  ").AddCell(finding.Id, IdColumns).Add(finding.Found);
        context.Output.WriteLine(line.ToString());
        if (finding.Verdict is Verdict.Warn or Verdict.Fail)
        {
            context.Output.WriteLine($"      wanted  {finding.Wanted}");
            context.Output.WriteLine($"      effect  {finding.Effect}");
            context.Output.WriteLine($"      fix     {finding.Fix}");
        }
    }
}
