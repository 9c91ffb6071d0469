using System.CommandLine;

namespace UltraCascade.Host.Verbs;

/// <summary>Verbs about the shared-memory files themselves.</summary>
internal sealed class ShmVerb : Command
{
    public ShmVerb()
        : base("shm", "Looks into shared memory, read-only, and removes what nobody uses.")
    {
        Subcommands.Add(new ShmInfoVerb());
        Subcommands.Add(new ShmWatchVerb());
        Subcommands.Add(new ShmCleanVerb());
    }
}
