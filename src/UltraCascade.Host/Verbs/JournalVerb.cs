using System.CommandLine;

namespace UltraCascade.Host.Verbs;

/// <summary>Verbs about what the engine wrote to disk. They only read; an engine may be writing meanwhile.</summary>
internal sealed class JournalVerb : Command
{
    public JournalVerb()
        : base("journal", "Looks into the journal of an instance: what it holds, whether it is whole, and the data itself.")
    {
        Subcommands.Add(new JournalInfoVerb());
        Subcommands.Add(new JournalVerifyVerb());
        Subcommands.Add(new JournalExportVerb());
        Subcommands.Add(new JournalReplayVerb());
    }
}
