using UltraCascade.Protocol;

namespace UltraCascade.Evaluation.Detectors;

/// <summary>What looks at the records of a stream, in order. A struct or class behind a generic constraint.</summary>
public interface IRecordConsumer
{
    /// <summary>Takes one record; its engine time and its Duplicate and Fill flags are set as the engine's sequencer sets them.</summary>
    void Take(in EventRecord record);
}
