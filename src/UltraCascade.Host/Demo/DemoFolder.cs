using UltraCascade.Host.CommandLine;

namespace UltraCascade.Host.Demo;

/// <summary>
/// Where the demo leaves its files, so that the commands it proposes find them: a folder of this user alone. /tmp belongs
/// to everybody, so a folder that somebody else made, or a link, is refused.
/// </summary>
internal sealed class DemoFolder
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private DemoFolder(string path)
    {
        Root = path;
        Events = Path.Combine(path, "episode.csv");
        Labels = Path.Combine(path, "episode.labels.csv");
    }

    public string Root { get; }

    /// <summary>The generated liquidations.</summary>
    public string Events { get; }

    /// <summary>When the cascade in them begins and ends.</summary>
    public string Labels { get; }

    /// <exception cref="VerbException">The folder is not ours.</exception>
    public static DemoFolder Create()
    {
        string user = new([.. Environment.UserName.Where(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')]);
        string path = Path.Combine(Path.GetTempPath(), "ultracascade-demo-" + (user.Length > 0 ? user : "user"));
        try
        {
            Directory.CreateDirectory(path, OwnerOnly);
            if (new DirectoryInfo(path).LinkTarget is not null)
            {
                throw new VerbException($"{path} is a link, so the demo does not write there. Remove it, or set TMPDIR to a folder of yours.");
            }

            // Only its owner can change the mode of a folder: this is the test whether it is ours.
            File.SetUnixFileMode(path, OwnerOnly);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new VerbException($"The demo cannot write to {path}: {exception.Message} Remove it, or set TMPDIR to a folder of yours.", ExitCode.Failure, exception);
        }

        return new DemoFolder(path);
    }
}
