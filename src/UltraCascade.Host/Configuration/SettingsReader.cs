using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.EnvironmentVariables;
using Microsoft.Extensions.Configuration.Json;

namespace UltraCascade.Host.Configuration;

/// <summary>A setting given as an option: path below the section, text, and the option's name for messages.</summary>
internal sealed record OptionSetting(string Path, string Value, string Option);

/// <summary>
/// Reads the section <c>UltraCascade</c> in layers, weakest first: defaults, appsettings.json,
/// appsettings.{Environment}.json (both from the working directory), environment variables <c>ULTRACASCADE__A__B</c>, the
/// command line. Every value is checked before anything starts, and every fault is reported at once.
/// </summary>
internal static class SettingsReader
{
    public const string Section = "UltraCascade";

    public const string EnvironmentPrefix = "ULTRACASCADE__";

    private const string OptionSource = "option ";

    /// <exception cref="ConfigurationException">A file cannot be read, a key is unknown or a value cannot be used.</exception>
    public static UltraCascadeSettings Read(IReadOnlyList<OptionSetting> options, string? directory = null)
    {
        IConfigurationRoot root = Layers(options, directory ?? System.IO.Directory.GetCurrentDirectory());
        UltraCascadeSettings settings = new();
        List<string> faults = [];
        bool hasAllEndpoints = false;
        foreach ((string path, string value) in Leaves(root))
        {
            string? reason = RedisTable.IsEndpoints(path)
                ? RedisTable.ApplyEndpoints(settings, path, value, ref hasAllEndpoints)
                : Apply(settings, path, value);
            if (reason is not null)
            {
                faults.Add($"{Source(root, path, options)}: {Spelt(path)} = '{(RedisTable.IsSecret(path) ? "***" : value)}': {reason}");
            }
        }

        if (faults.Count == 0 && SettingsTable.RefuseTogether(settings) is { } together)
        {
            faults.Add($"{Source(root, together.Path, options)}: {Spelt(together.Path)}: {together.Reason}");
        }

        return faults.Count == 0 ? settings : throw new ConfigurationException(string.Join(Environment.NewLine, faults))
        {
            IsUsage = faults.TrueForAll(fault => fault.StartsWith(OptionSource, StringComparison.Ordinal)),
        };
    }

    private static IConfigurationRoot Layers(IReadOnlyList<OptionSetting> options, string directory)
    {
        string environment = Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT") is { Length: > 0 } name ? name : "Production";
        ConfigurationBuilder builder = new();
        builder.SetBasePath(directory);
        builder.AddJsonFile("appsettings.json", optional: true, reloadOnChange: false);
        builder.AddJsonFile($"appsettings.{environment}.json", optional: true, reloadOnChange: false);
        builder.AddEnvironmentVariables();
        builder.AddInMemoryCollection(options.Select(o => KeyValuePair.Create(Key(o.Path), (string?)o.Value)));
        try
        {
            return builder.Build();
        }
        catch (InvalidDataException exception)
        {
            throw new ConfigurationException(
                $"{exception.Message} {exception.InnerException?.InnerException?.Message ?? exception.InnerException?.Message}".TrimEnd(), exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"A configuration file cannot be read: {exception.Message}", exception);
        }
    }

    /// <summary>Paths below the section with their values, lists in the order of their indices.</summary>
    private static IEnumerable<(string Path, string Value)> Leaves(IConfigurationRoot root) =>
        root.GetSection(Section).AsEnumerable(makePathsRelative: true)
            .Where(pair => pair.Value is not null && pair.Key.Length > 0)
            .Select(pair => (pair.Key, pair.Value!))
            .OrderBy(pair => pair.Key, ConfigurationKeyComparer.Instance);

    private static string? Apply(UltraCascadeSettings settings, string path, string value)
    {
        if (path.StartsWith(SettingsTable.InstrumentMapPath, StringComparison.OrdinalIgnoreCase))
        {
            settings.Import.InstrumentMap[path[SettingsTable.InstrumentMapPath.Length..]] = value;
            return null;
        }

        if (path.Equals(SettingsTable.Cpu.Path, StringComparison.OrdinalIgnoreCase))
        {
            return ApplyCpus(settings, value);
        }

        int end = path.LastIndexOf(':');
        if (end > 0 && path[..end].Equals(SettingsTable.Cpu.Path, StringComparison.OrdinalIgnoreCase) && IsIndex(path[(end + 1)..]))
        {
            return SettingsTable.Cpu.Apply(settings, value);
        }

        Setting? setting = SettingsTable.All.FirstOrDefault(s => s.Path.Equals(path, StringComparison.OrdinalIgnoreCase));
        return setting is null ? "there is no such setting" : setting.Apply(settings, value);
    }

    /// <summary>An environment variable holds a list as <c>2,3</c>; instead of a list, <c>auto</c> (as nothing) or <c>none</c>.</summary>
    private static string? ApplyCpus(UltraCascadeSettings settings, string list)
    {
        bool isNone = list.Equals("none", StringComparison.OrdinalIgnoreCase);
        if (isNone || list.Length == 0 || list.Equals("auto", StringComparison.OrdinalIgnoreCase))
        {
            settings.Engine.Pinning = isNone ? PinningChoice.None : PinningChoice.Auto;
            return null;
        }

        foreach (string part in list.Split(',', StringSplitOptions.TrimEntries))
        {
            if (SettingsTable.Cpu.Apply(settings, part) is { } reason)
            {
                return reason;
            }
        }

        return null;
    }

    private static bool IsIndex(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _);

    /// <summary>A path as the documents write it: an environment variable may come in capitals.</summary>
    private static string Spelt(string path)
    {
        Setting? setting = SettingsTable.All.FirstOrDefault(s => s.Path.Equals(path, StringComparison.OrdinalIgnoreCase));
        return (setting?.Path ?? path).Replace(':', '.');
    }

    /// <summary>The strongest layer that holds the value, in the words of the user.</summary>
    private static string Source(IConfigurationRoot root, string path, IReadOnlyList<OptionSetting> options)
    {
        foreach (IConfigurationProvider provider in root.Providers.Reverse())
        {
            if (!provider.TryGet(Key(path), out _) && !provider.GetChildKeys([], Key(path)).Any())
            {
                continue;
            }

            return provider switch
            {
                JsonConfigurationProvider json => json.Source.Path ?? "a configuration file",
                EnvironmentVariablesConfigurationProvider => "environment variable " + EnvironmentPrefix + path.Replace(":", "__", StringComparison.Ordinal).ToUpperInvariant(),
                _ => OptionSource + (options.FirstOrDefault(o => o.Path.Equals(path, StringComparison.OrdinalIgnoreCase))?.Option ?? path),
            };
        }

        return "defaults";
    }

    private static string Key(string path) => $"{Section}:{path}";
}
