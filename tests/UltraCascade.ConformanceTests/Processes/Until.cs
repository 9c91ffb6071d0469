namespace UltraCascade.ConformanceTests.Processes;

/// <summary>Waiting for a condition. The watchdog is no expectation: it only ends a test that would hang.</summary>
internal static class Until
{
    public static readonly TimeSpan Watchdog = TimeSpan.FromSeconds(120);

    public static void Holds(Func<bool> condition, string what, params Peer[] peers)
    {
        bool held = SpinWait.SpinUntil(() => condition() || peers.Any(peer => peer.HasExited), Watchdog) && condition();
        if (!held)
        {
            Assert.Fail($"It never came to this: {what}.{Environment.NewLine}{string.Join(Environment.NewLine, peers.Select(p => p.Describe()))}");
        }
    }
}
