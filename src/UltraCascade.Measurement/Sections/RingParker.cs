using UltraCascade.Ring;
using UltraCascade.SharedMemory;

namespace UltraCascade.Measurement.Sections;

/// <summary>The futex as the ring's wait strategies take it. Copies share the word.</summary>
internal readonly struct RingParker() : IParker
{
    private readonly FutexWord _word = new();

    public int Epoch => _word.Value;

    public void Park(int expected, TimeSpan timeout) => _word.Wait(expected, timeout);

    public void WakeAll() => _word.RaiseAndWakeAll();
}
