namespace UltraCascade.Host.Configuration;

/// <summary>How files are read.</summary>
public sealed class ImportSettings
{
    /// <summary>Native symbol of a venue to canonical instrument, beyond the project's own table.</summary>
    public Dictionary<string, string> InstrumentMap { get; } = new(StringComparer.Ordinal);
}

/// <summary>All settings of the program: the section <c>UltraCascade</c> of its configuration.</summary>
public sealed class UltraCascadeSettings
{
    /// <summary>The engine process.</summary>
    public EngineSettings Engine { get; } = new();

    /// <summary>How files are read.</summary>
    public ImportSettings Import { get; } = new();

    /// <summary>The Redis bridge.</summary>
    public RedisSettings Redis { get; } = new();

    /// <summary>The journal.</summary>
    public JournalSettings Journal { get; } = new();
}
