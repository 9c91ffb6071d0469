using UltraCascade.Ring;
using UltraCascade.SharedMemory;

namespace UltraCascade.Host.Engine;

/// <summary>Lets the ring's processors sleep on a futex of this process. Copies share the word.</summary>
internal readonly struct FutexParker() : IParker
{
    private readonly FutexWord _word = new();

    public int Epoch => _word.Value;

    public void Park(int expected, TimeSpan timeout) => _word.Wait(expected, timeout);

    public void WakeAll() => _word.RaiseAndWakeAll();
}
