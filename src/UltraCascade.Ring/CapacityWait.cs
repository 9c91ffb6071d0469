namespace UltraCascade.Ring;

/// <summary>
/// How the producer waits for a free slot, whatever the consumers' strategy: spins, yields, then sleeps a millisecond at a
/// time. A full ring means that consumers are behind by its whole capacity, so nobody needs to wake the producer sooner.
/// </summary>
internal struct CapacityWait
{
    private const int SpinTries = 200;
    private const int YieldTries = 2000;

    private int _tries;

    public void Once()
    {
        if (_tries < SpinTries)
        {
            _tries++;
            Thread.SpinWait(1);
        }
        else if (_tries < SpinTries + YieldTries)
        {
            _tries++;
            Thread.Yield();
        }
        else
        {
            Thread.Sleep(1);
        }
    }
}
