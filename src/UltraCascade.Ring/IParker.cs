namespace UltraCascade.Ring;

/// <summary>
/// The operating system's part of blocking: a 32-bit epoch that threads can sleep on. A futex has exactly this shape
/// (epoch = the futex word). A struct whose copies share their state.
/// </summary>
public interface IParker
{
    /// <summary>The epoch, loaded with acquire. Pairs with the release in <see cref="WakeAll"/>.</summary>
    int Epoch { get; }

    /// <summary>
    /// Sleeps until the epoch differs from <paramref name="expected"/> or <paramref name="timeout"/> is over; returns at once
    /// when it differs already. Comparing and falling asleep are one step against <see cref="WakeAll"/>. May also return
    /// for no reason. Allocates nothing.
    /// </summary>
    void Park(int expected, TimeSpan timeout);

    /// <summary>
    /// Adds one to the epoch with release (stores made before it are visible to whoever acquires the new epoch), then wakes
    /// every sleeping thread. Any thread may call it.
    /// </summary>
    void WakeAll();
}
