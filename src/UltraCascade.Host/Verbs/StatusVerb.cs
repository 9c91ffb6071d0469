using System.CommandLine;
using UltraCascade.Host.CommandLine;

namespace UltraCascade.Host.Verbs;

/// <summary>Says whether an engine is alive and what it has done; exit code 5 when it is not.</summary>
internal sealed class StatusVerb : Command
{
    public StatusVerb()
        : base("status", "Shows whether the engine of an instance is alive, its counters and its feeds. Exit code 5 when not.")
    {
        Options.Add(SharedOptions.Instance);
        Options.Add(SharedOptions.Directory);
        Options.Add(SharedOptions.Json);
        SetAction(result => VerbExecution.Execute(result, Run));
    }

    private static int Run(VerbContext context)
    {
        InstanceStatus status = InstanceStatus.Read(context.Paths);
        if (context.Json)
        {
            context.Output.WriteLine(status.ToJson());
        }
        else
        {
            foreach (string line in status.ToLines())
            {
                context.Output.WriteLine(line);
            }
        }

        return status.IsRunning ? ExitCode.Ok : ExitCode.NotRunning;
    }
}
