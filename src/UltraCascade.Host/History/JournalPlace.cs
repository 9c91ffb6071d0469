using UltraCascade.Host.CommandLine;
using UltraCascade.Host.Configuration;
using UltraCascade.Journal;

namespace UltraCascade.Host.History;

/// <summary>Finds the journal that the options name.</summary>
internal static class JournalPlace
{
    /// <summary>The journal of the instance that the settings name.</summary>
    /// <exception cref="VerbException">There is none.</exception>
    public static JournalPaths Of(VerbContext context)
    {
        string directory = context.Settings.Journal.Resolve(EngineMode.Live);
        if (directory.Length == 0)
        {
            throw new VerbException("The settings say that there is no journal (Journal:Directory). Name its directory with --journal.", ExitCode.Usage);
        }

        JournalPaths paths = new(directory, context.Settings.Engine.Instance);
        return Directory.Exists(paths.Directory)
            ? paths
            : throw new VerbException($"There is no journal in {paths.Directory}. Name another directory with --journal, or another instance with --instance.");
    }
}
