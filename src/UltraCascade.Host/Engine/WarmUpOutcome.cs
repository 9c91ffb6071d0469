using System.Globalization;

namespace UltraCascade.Host.Engine;

/// <summary>What a warm-up did.</summary>
internal sealed record WarmUpOutcome
{
    /// <summary>Made-up records that the throwaway engine was given.</summary>
    public long Records { get; init; }

    /// <summary>Frames in its history.</summary>
    public long Signals { get; init; }

    /// <summary>How long it took.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>Methods that the JIT compiled meanwhile, the replaced ones counted again.</summary>
    public long Methods { get; init; }

    /// <summary>Why it was left out or ended early, or null.</summary>
    public Exception? Fault { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Fault is null
        ? string.Create(CultureInfo.InvariantCulture, $"{Records} made-up records in {Elapsed.TotalMilliseconds:0} ms, {Methods} methods compiled")
        : $"left out: {Fault.Message}";
}
