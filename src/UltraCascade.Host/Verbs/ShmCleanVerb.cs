using System.CommandLine;
using UltraCascade.Host.CommandLine;
using UltraCascade.Host.Terminal;
using UltraCascade.SharedMemory;

namespace UltraCascade.Host.Verbs;

/// <summary>
/// Removes the regions of an instance, and nothing else that lies beside them. Asks first, and refuses while an engine holds the instance or
/// a feed's writer its feed, whether it is publishing or stopped by a signal: a feed that outlived its ring would be read from its oldest record
/// by the next engine. The lock file stays: an engine that starts at this moment must find the lock that everybody else takes.
/// </summary>
internal sealed class ShmCleanVerb : Command
{
    private readonly Option<bool> _yes = new("--yes") { Description = "Do not ask." };

    public ShmCleanVerb()
        : base("clean", "Removes the regions of an instance that nobody uses.")
    {
        Options.Add(SharedOptions.Instance);
        Options.Add(SharedOptions.Directory);
        Options.Add(_yes);
        SetAction(result => VerbExecution.Execute(result, context => Run(context, result.GetValue(_yes))));
    }

    private static int Run(VerbContext context, bool yes)
    {
        InstancePaths paths = context.Paths;
        List<string> files = Directory.Exists(paths.Directory)
            ? [.. Directory.EnumerateFiles(paths.Directory).Where(paths.IsRegion).Order(StringComparer.Ordinal)]
            : [];
        if (files.Count == 0)
        {
            context.Messages.Say($"There is nothing to remove in {paths.Directory}.");
            return ExitCode.Ok;
        }

        // Held until the files are gone: no engine can start between the look and the removal, and no writer take a feed.
        using InstanceLock held = InstanceLock.Acquire(paths);
        using FeedLocks feeds = FeedLocks.Acquire(paths);

        if (!yes && !IsConfirmed(context, files, paths))
        {
            context.Messages.Say("Nothing was removed.");
            return ExitCode.Failure;
        }

        foreach (string file in files)
        {
            File.Delete(file);
        }

        context.Messages.Say($"Removed {files.Count} files from {paths.Directory}.");
        return ExitCode.Ok;
    }

    /// <exception cref="VerbException">Nobody can be asked.</exception>
    private static bool IsConfirmed(VerbContext context, List<string> files, InstancePaths paths)
    {
        if (Console.IsInputRedirected)
        {
            throw new VerbException("There is no terminal to ask on. Say --yes to remove the files without asking.", ExitCode.Usage);
        }

        foreach (string file in files)
        {
            context.Messages.Raw($"  {Path.GetFileName(file),-24} {new FileInfo(file).Length / 1048576.0,8:0.0} MiB");
        }

        context.Messages.Raw($"Remove these {files.Count} files from {paths.Directory}? [y/N]");
        return Console.ReadLine()?.Trim() is "y" or "Y" or "yes";
    }
}
