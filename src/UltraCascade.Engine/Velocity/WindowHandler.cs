using UltraCascade.Protocol;
using UltraCascade.Ring;

namespace UltraCascade.Engine.Velocity;

/// <summary>
/// Brings liquidations into the windows and leaves no readings: for a graph on one thread, where the handler behind it takes the readings it wants
/// from the tracker itself.
/// </summary>
/// <typeparam name="TKernel">Lane arithmetic.</typeparam>
public readonly struct WindowHandler<TKernel>(VelocityTracker<TKernel> tracker) : IEventHandler<EventRecord>
    where TKernel : struct, ILaneKernel
{
    /// <summary>Handles one record.</summary>
    public void OnEvent(ref EventRecord record, long sequence, bool endOfBatch)
    {
        if (record.Kind == RecordKind.Liquidation && (record.Flags & (RecordFlags.Snapshot | RecordFlags.Duplicate)) == 0)
        {
            tracker.Add(in record);
        }
    }
}
