using System.CommandLine;
using UltraCascade.Host.CommandLine;
using UltraCascade.Host.Demo;

namespace UltraCascade.Host.Verbs;

/// <summary>The main job in half a minute, with nothing from outside.</summary>
internal sealed class DemoVerb : Command
{
    private static readonly DemoOptions s_defaults = new();

    private readonly Option<double?> _speed = NumberOption.Create("--speed", $"Seconds of data in one second (default: {s_defaults.Speed}).", 0.001, 10_000);

    private readonly Option<int?> _seconds = NumberOption.Create("--seconds", $"About how long it takes (default: {s_defaults.Seconds}).", 1, 3600);

    private readonly Option<ulong?> _seed = NumberOption.Create("--seed", $"Seed of the generated episode (default: {s_defaults.Seed}).", 0UL, ulong.MaxValue);

    public DemoVerb()
        : base("demo", "Shows a synthetic cascade as it forms: generator, feed, engine and signals, in processes of their own.")
    {
        Options.Add(_speed);
        Options.Add(_seconds);
        Options.Add(_seed);
        Options.Add(SharedOptions.Directory);
        Options.Add(ServeOptions.Redis);
        SetAction(result => VerbExecution.Execute(result, context => new DemoRun(context, new DemoOptions
        {
            Speed = result.GetValue(_speed) ?? s_defaults.Speed,
            Seconds = result.GetValue(_seconds) ?? s_defaults.Seconds,
            Seed = result.GetValue(_seed) ?? s_defaults.Seed,
        }).Run()));
    }
}
