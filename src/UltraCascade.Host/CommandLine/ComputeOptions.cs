using System.CommandLine;

namespace UltraCascade.Host.CommandLine;

/// <summary>Options about how an engine computes. None but the calibration changes a result.</summary>
internal static class ComputeOptions
{
    public static readonly Option<string?> Mode = Choice(
        "--mode", "live follows the wall clock, replay follows the time of recorded data (default: live).", "live", "replay");

    public static readonly Option<string?> Topology = Choice(
        "--topology", "fused: all on one thread; parallel: one thread for each handler (default: auto).", "auto", "fused", "parallel");

    public static readonly Option<string?> Simd = Choice(
        "--simd", "Width of the vector code in bits; a width this machine lacks runs in software (default: auto).", "auto", "scalar", "128", "256", "512");

    public static readonly Option<string?> Wait = Choice(
        "--wait", "How an idle thread waits (default: auto).", "auto", "busy-spin", "yielding", "blocking", "adaptive");

    /// <summary>The one that does change a result: what <c>calibrate</c> wrote.</summary>
    public static readonly Option<string?> Calibration = new("--calibration")
    {
        Description = "Take the detector's threshold and slope from a file that 'ultracascade calibrate' wrote.",
        HelpName = "FILE",
    };

    private static Option<string?> Choice(string name, string description, params string[] values)
    {
        Option<string?> option = new(name) { Description = description, HelpName = string.Join('|', values) };
        option.AcceptOnlyFromAmong(values);
        return option;
    }
}
