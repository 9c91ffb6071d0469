using UltraCascade.Engine.Sequencing;
using UltraCascade.Host.Configuration;
using UltraCascade.Protocol;
using UltraCascade.SharedMemory;

namespace UltraCascade.Host.Engine;

/// <summary>Binds the engine's loop to the clocks of this machine and its heartbeat to the regions.</summary>
internal readonly struct MachineRuntime(RingRegion ring, SignalWriter signals, WaitStrategyChoice wait, bool maySpin) : IEngineRuntime
{
    // A feed's writer cannot wake the engine (it maps the engine's memory read-only), so an idle sequencer polls: first at
    // full speed (where there are processors enough), then giving the core away, then asleep for a moment.
    private const int SpinRounds = 2_000;
    private const int YieldRounds = 2_200;
    private const long NapNs = 50_000L;

    public long WallNs() => WallClock.NowNs();

    public long MonotonicNs() => MonotonicClock.NowNs();

    public void Beat(long monotonicNs, long cursor)
    {
        ring.SetCursor(cursor);
        ring.Beat(monotonicNs);
        signals.Beat(monotonicNs);
    }

    public void Idle(long rounds)
    {
        switch (wait)
        {
            case WaitStrategyChoice.BusySpin:
                Thread.SpinWait(1);
                break;
            case WaitStrategyChoice.Yielding:
                SpinOrYield(rounds);
                break;
            case WaitStrategyChoice.Blocking:
                PreciseSleep.Sleep(NapNs);
                break;
            default:
                if (rounds < (maySpin ? YieldRounds : YieldRounds - SpinRounds))
                {
                    SpinOrYield(rounds);
                }
                else
                {
                    PreciseSleep.Sleep(NapNs);
                }

                break;
        }
    }

    private void SpinOrYield(long rounds)
    {
        if (maySpin && rounds < SpinRounds)
        {
            Thread.SpinWait(1);
        }
        else
        {
            Thread.Yield();
        }
    }
}
