namespace UltraCascade.ConformanceTests.Processes;

/// <summary>Waiting for a condition. The watchdog is no expectation: it only ends a test that would hang.</summary>
internal static class Until
{
    /// <summary>ULTRACASCADE_LONG_TESTS=1: the tests that can do more do more.</summary>
    public static readonly bool TakesLong = Environment.GetEnvironmentVariable("ULTRACASCADE_LONG_TESTS") == "1";

    public static readonly TimeSpan Watchdog = TakesLong ? TimeSpan.FromMinutes(30) : TimeSpan.FromMinutes(2);

    public static void Holds(Func<bool> condition, string what, params Peer[] peers)
    {
        bool held = SpinWait.SpinUntil(() => condition() || peers.Any(peer => peer.HasExited), Watchdog) && condition();
        if (!held)
        {
            Assert.Fail($"It never came to this: {what}.{Environment.NewLine}{string.Join(Environment.NewLine, peers.Select(p => p.Describe()))}");
        }
    }
}
