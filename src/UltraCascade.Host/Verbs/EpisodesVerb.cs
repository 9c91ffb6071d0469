using System.CommandLine;
using UltraCascade.Host.CommandLine;
using UltraCascade.Protocol;
using UltraCascade.SharedMemory;

namespace UltraCascade.Host.Verbs;

/// <summary>Lists the episodes that the signal region remembers, oldest first.</summary>
internal sealed class EpisodesVerb : Command
{
    public EpisodesVerb()
        : base("episodes", "Lists the episodes of an instance, running and past, oldest first; also those of an engine that has stopped.")
    {
        Options.Add(SharedOptions.Instance);
        Options.Add(SharedOptions.Directory);
        Options.Add(SharedOptions.Json);
        SetAction(result => VerbExecution.Execute(result, Run));
    }

    private static int Run(VerbContext context)
    {
        using SignalReader reader = RegionOpening.Open(context.Paths);
        EpisodeText text = new(reader);
        List<EpisodeRecord> episodes = Read(reader, out long forgotten);
        if (context.Json)
        {
            context.Output.WriteLine(text.ToJson(episodes, forgotten));
            return ExitCode.Ok;
        }

        foreach (EpisodeRecord episode in episodes)
        {
            context.Output.WriteLine(text.ToLine(in episode));
        }

        if (forgotten > 0)
        {
            context.Messages.Say($"{forgotten} older episodes are no longer in the region, which holds {reader.EpisodeCapacity}.");
        }

        if (episodes.Count == 0)
        {
            context.Messages.Say("No episode so far.");
        }

        return ExitCode.Ok;
    }

    private static List<EpisodeRecord> Read(SignalReader reader, out long forgotten)
    {
        long newest = reader.EpisodeCount;
        long oldest = Math.Max(1, newest - reader.EpisodeCapacity + 1);
        forgotten = oldest - 1;
        List<EpisodeRecord> episodes = [];
        for (long number = oldest; number <= newest; number++)
        {
            ReadStatus status = reader.TryReadEpisode(number, out EpisodeRecord episode);
            if (status == ReadStatus.Ok)
            {
                episodes.Add(episode);
            }
            else if (status == ReadStatus.Lapped)
            {
                forgotten++;
            }
        }

        return episodes;
    }
}
