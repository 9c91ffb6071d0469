using UltraCascade.Protocol;

namespace UltraCascade.Engine.Recovery;

/// <summary>
/// Brings an engine to the state that stored records leave behind. Before <see cref="IEngine.Run"/>, on one thread: <see cref="Apply"/> as often as
/// there are stores to read, then <see cref="Finish"/> once.
/// </summary>
public interface IRecovery
{
    /// <summary>Applies records and returns how many there were.</summary>
    /// <exception cref="RecoveryException">They cannot be the records of one run of this engine.</exception>
    long Apply(IStoredRecords records);

    /// <summary>From here on the engine publishes.</summary>
    void Finish(RecoveryStart start);
}

/// <summary>The sequencer's part of a recovery, whatever its type arguments.</summary>
internal interface IRecoverableSequencer
{
    /// <summary>Brings the sequencer to the state it had after it sequenced <paramref name="record"/>.</summary>
    void Recover(in EventRecord record);

    /// <summary>The next records are new ones.</summary>
    void FinishRecovery(RecoveryStart start);
}
