using System.CommandLine;
using System.Globalization;
using UltraCascade.Evaluation.Calibration;
using UltraCascade.Host.Configuration;

namespace UltraCascade.Host.CommandLine;

/// <summary>The options that are settings too: the command line is the strongest of the configuration layers.</summary>
internal static class CommandLineSettings
{
    private static readonly (Option<string?> Option, string Path)[] s_options =
    [
        (SharedOptions.Instance, "Engine:Instance"),
        (SharedOptions.Directory, "Engine:Directory"),
        (ComputeOptions.Mode, "Engine:Mode"),
        (ComputeOptions.Topology, "Engine:Topology"),
        (ComputeOptions.Simd, "Engine:Simd"),
        (ComputeOptions.Wait, "Engine:WaitStrategy"),
        (ServeOptions.Redis, RedisTable.EndpointsPath),
        (SharedOptions.Journal, JournalTable.DirectoryPath),
    ];

    /// <summary>Settings given as options, by path below <see cref="SettingsReader.Section"/>.</summary>
    public static IReadOnlyList<OptionSetting> From(ParseResult result)
    {
        List<OptionSetting> settings = [];
        foreach ((Option<string?> option, string path) in s_options)
        {
            if (result.GetResult(option) is { Implicit: false } && result.GetValue(option) is { } value)
            {
                // A directory typed by hand is meant from where one stands.
                bool isDirectory = option == SharedOptions.Directory || (option == SharedOptions.Journal && value is not (JournalSettings.Auto or JournalSettings.None));
                string text = isDirectory && value.Length > 0 ? Path.GetFullPath(value) : value;
                settings.Add(new OptionSetting(path, text, option.Name));
            }
        }

        if (result.GetResult(ComputeOptions.Calibration) is { Implicit: false } && result.GetValue(ComputeOptions.Calibration) is { } file)
        {
            AddCalibration(settings, file);
        }

        return settings;
    }

    private static void AddCalibration(List<OptionSetting> settings, string file)
    {
        try
        {
            CalibrationFile calibration = CalibrationFile.Parse(File.ReadAllText(file));
            settings.Add(new OptionSetting("Engine:Detector:Threshold", calibration.Threshold.ToString("R", CultureInfo.InvariantCulture), ComputeOptions.Calibration.Name));
            settings.Add(new OptionSetting("Engine:Detector:Slope", calibration.Slope.ToString("R", CultureInfo.InvariantCulture), ComputeOptions.Calibration.Name));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or FormatException)
        {
            throw new VerbException($"The calibration {file} cannot be used: {exception.Message}");
        }
    }
}
