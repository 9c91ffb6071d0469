using System.CommandLine;

namespace UltraCascade.Host.Verbs;

/// <summary>Verbs that look into shared memory and change nothing there.</summary>
internal sealed class ShmVerb : Command
{
    public ShmVerb()
        : base("shm", "Looks into shared memory, read-only.")
    {
        Subcommands.Add(new ShmInfoVerb());
        Subcommands.Add(new ShmWatchVerb());
    }
}
