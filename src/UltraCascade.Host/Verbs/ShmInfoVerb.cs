using System.CommandLine;
using UltraCascade.Host.CommandLine;
using UltraCascade.Host.Terminal;
using UltraCascade.Protocol;
using UltraCascade.SharedMemory;

namespace UltraCascade.Host.Verbs;

/// <summary>Shows header and geometry of one region file, or of all files of an instance.</summary>
internal sealed class ShmInfoVerb : Command
{
    private readonly Argument<string?> _file = new("FILE")
    {
        Description = "A region file; without it all regions of the instance.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<bool> _layout = new("--layout") { Description = "Print the field table that the region carries, and nothing else." };

    public ShmInfoVerb()
        : base("info", "Shows header and geometry of a region file, or of every region of an instance.")
    {
        Arguments.Add(_file);
        Options.Add(SharedOptions.Instance);
        Options.Add(SharedOptions.Directory);
        Options.Add(_layout);
        Options.Add(SharedOptions.Json);
        SetAction(result => VerbExecution.Execute(result, context => Run(context, result.GetValue(_file), result.GetValue(_layout))));
    }

    private static int Run(VerbContext context, string? file, bool layout)
    {
        List<string> paths = file is not null ? [Path.GetFullPath(file)] : InstanceFiles(context.Paths);
        bool all = true;
        foreach (string path in paths)
        {
            MappedRegion? region = TryOpen(path, out string reason);
            if (region is null)
            {
                context.Messages.Error(reason);
                all = false;
                continue;
            }

            using (region)
            {
                Show(context, region, layout);
            }

            if (layout)
            {
                break;
            }
        }

        return all ? ExitCode.Ok : ExitCode.Failure;
    }

    private static List<string> InstanceFiles(InstancePaths paths)
    {
        List<string> files = [.. ((string[])[paths.Signals, paths.Ring]).Where(File.Exists), .. paths.FeedNames().Select(paths.Feed)];
        return files.Count > 0
            ? files
            : throw new VerbException($"The instance '{paths.Instance}' has no regions in {paths.Directory}. Start it with 'ultracascade run --instance {paths.Instance}', or name another with --instance or --dir.", ExitCode.NotRunning);
    }

    private static void Show(VerbContext context, MappedRegion region, bool layout)
    {
        if (layout)
        {
            context.Output.Write(region.FieldTableText);
        }
        else if (context.Json)
        {
            context.Output.WriteLine(RegionInfo.ToJson(region));
        }
        else
        {
            foreach (string line in RegionInfo.ToLines(region))
            {
                context.Output.WriteLine(line);
            }
        }
    }

    /// <summary>The kind is what the file says, so each is tried in turn.</summary>
    private static MappedRegion? TryOpen(string path, out string reason)
    {
        RegionStatus status = MappedRegion.TryOpenRead(path, RegionKind.Signals, out MappedRegion? region, out reason);
        if (status == RegionStatus.WrongKind)
        {
            status = MappedRegion.TryOpenRead(path, RegionKind.Ring, out region, out reason);
        }

        if (status == RegionStatus.WrongKind)
        {
            MappedRegion.TryOpenRead(path, RegionKind.Feed, out region, out reason);
        }

        return region;
    }
}
