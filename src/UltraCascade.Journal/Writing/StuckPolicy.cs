namespace UltraCascade.Journal;

/// <summary>What happens when the disk is stuck and the ring is full.</summary>
public enum StuckPolicy
{
    /// <summary>The engine stops loudly: nothing is lost, feeds wait.</summary>
    Stop = 0,

    /// <summary>The engine goes on, what it does meanwhile is not journalled; the journal says which sequences.</summary>
    Drop = 1,
}
