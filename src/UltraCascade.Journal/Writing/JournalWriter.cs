using System.Runtime.InteropServices;
using System.Security.Cryptography;
using UltraCascade.Protocol;
using UltraCascade.SharedMemory;

namespace UltraCascade.Journal;

/// <summary>Where a journal begins that has no segment yet; one that has segments knows better.</summary>
/// <param name="Event">Sequence of the first event.</param>
/// <param name="Signal">Sequence of the first frame.</param>
/// <param name="SignalHash">Hash over the frames before it.</param>
public readonly record struct JournalStart(long Event, long Signal, ulong SignalHash)
{
    /// <summary>An instance that never ran.</summary>
    public static JournalStart Fresh => new(1, 1, Protocol.SignalHash.Seed);
}

/// <summary>
/// Writes the journal of one instance: events and signals, each in segments of its own. Continues what is there behind its last whole
/// block; each run begins new segments. Every member that writes returns 0 or a negative errno, changes nothing when it failed and can
/// be called again. Allocates nothing for a record. One thread, but for the members that say otherwise.
/// </summary>
public sealed class JournalWriter : IDisposable
{
    private readonly JournalPaths _paths;
    private readonly JournalOptions _options;
    private readonly DiskFile _lock;
    private readonly SegmentWriter _events;
    private readonly SegmentWriter _signals;

    private JournalWriter(JournalPaths paths, JournalOptions options, DiskFile held, JournalStart start)
    {
        _paths = paths;
        _options = options;
        _lock = held;
        StreamTail events = StreamTail.Recover(paths, JournalStream.Events, out JournalTables tables);
        StreamTail signals = StreamTail.Recover(paths, JournalStream.Signals, out _);
        Tables = tables;
        Cuts = [.. new[] { events.Cut, signals.Cut }.OfType<JournalFault>()];
        ulong journalId = events.JournalId != 0 ? events.JournalId : signals.JournalId;
        if (journalId == 0)
        {
            journalId = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong))) | 1;
        }

        IsNew = events.NextSequence == 0 && signals.NextSequence == 0;
        events = events.NextSequence == 0 ? StreamTail.Start(start.Event, 0) : events;
        signals = signals.NextSequence == 0 ? StreamTail.Start(start.Signal, start.SignalHash) : signals;
        _events = new SegmentWriter(paths, JournalStream.Events, options, tables, events, journalId);
        _signals = new SegmentWriter(paths, JournalStream.Signals, options, tables, signals, journalId);
    }

    /// <summary>Whether there was no journal before.</summary>
    public bool IsNew { get; }

    /// <summary>What the indices mean: as recovered, and what was set since.</summary>
    public JournalTables Tables { get; }

    /// <summary>Torn tails that were cut when the journal was opened.</summary>
    public IReadOnlyList<JournalFault> Cuts { get; }

    /// <summary>Sequence of the next event.</summary>
    public long NextEvent => _events.NextSequence;

    /// <summary>Sequence of the next frame.</summary>
    public long NextSignal => _signals.NextSequence;

    /// <summary>Engine time of the last event, 0 = none.</summary>
    public long EngineNs => _events.EngineNs;

    /// <summary>Hash over all frames; 0 = not known, because some are not in the journal.</summary>
    public ulong SignalHash => _signals.SignalHash;

    /// <summary>Bytes written since the start.</summary>
    public long WrittenBytes => _events.WrittenBytes + _signals.WrittenBytes;

    /// <summary>Segments begun since the start.</summary>
    public long Segments => _events.Segments + _signals.Segments;

    /// <summary>Whether a segment that is being written is gone from its directory. Any thread.</summary>
    public bool IsGone => _events.IsGone || _signals.IsGone;

    /// <summary>
    /// Opens an instance's journal to write: takes its lock, cuts torn tails, begins a new segment of each stream.
    /// <paramref name="start"/> says where a new journal begins.
    /// </summary>
    /// <exception cref="JournalException">Somebody else writes it, it is damaged, or the disk refuses.</exception>
    public static JournalWriter Open(JournalPaths paths, JournalOptions options, JournalStart start)
    {
        ArgumentNullException.ThrowIfNull(paths);
        ArgumentNullException.ThrowIfNull(options);
        DiskFile held = TakeLock(paths, options);
        try
        {
            foreach (string leftover in paths.Leftovers())
            {
                File.Delete(leftover);
            }

            JournalWriter writer = new(paths, options, held, start);
            int error = writer._events.Begin();
            error = error != 0 ? error : writer._signals.Begin();
            return error == 0 ? writer : throw Refused(paths, DiskFile.Describe(error), null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            held.Dispose();
            throw Refused(paths, e.Message, e);
        }
        catch (JournalException)
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>Adds a directory entry: before the first event that uses it. <c>Committed</c> is its index + 1; indices come without holes.</summary>
    public void SetInstrument(in InstrumentEntry entry)
    {
        if (entry.Committed > (ulong)Tables.InstrumentCount + 1 || !Tables.Set(entry))
        {
            throw new ArgumentException("Instruments come in the order of their indices.", nameof(entry));
        }
    }

    /// <summary>Adds a venue: before the first event that uses it. <c>Committed</c> is its index + 1.</summary>
    public void SetVenue(in VenueEntry entry)
    {
        if (!Tables.Set(entry))
        {
            throw new ArgumentException("There is no such index of a venue.", nameof(entry));
        }
    }

    /// <summary>Adds a feed or gives its index to another file: before the first event of that file. <c>Committed</c> is its index + 1.</summary>
    public void SetFeed(in FeedEntry entry)
    {
        if (!Tables.Set(entry))
        {
            throw new ArgumentException("There is no such index of a feed.", nameof(entry));
        }

        _events.ForgetFeed((int)entry.Committed - 1);
    }

    /// <summary>
    /// Appends events, of which the first is <see cref="NextEvent"/> and the others follow it. 0 or a negative errno; then
    /// <see cref="NextEvent"/> says how many of them are in.
    /// </summary>
    public int AppendEvents(ReadOnlySpan<EventRecord> records, ReadOnlySpan<Provenance> origins)
    {
        while (!records.IsEmpty)
        {
            if (records[0].Sequence != NextEvent)
            {
                throw new ArgumentException($"Event {NextEvent} is to follow, not {records[0].Sequence}.", nameof(records));
            }

            int count = Math.Min(records.Length, JournalFormat.MaxEventsPerBlock);
            int bytes = count * JournalFormat.EventBytes;
            int error = _events.MakeRoom(bytes);
            if (error != 0)
            {
                return error;
            }

            Span<byte> payload = _events.Payload(bytes);
            MemoryMarshal.AsBytes(records[..count]).CopyTo(payload);
            MemoryMarshal.AsBytes(origins[..count]).CopyTo(payload[(count * EventRecord.Size)..]);
            error = _events.Write(BlockKind.Events, (uint)count, bytes, records[count - 1].Sequence, records[count - 1].EngineNs);
            if (error != 0)
            {
                return error;
            }

            Tables.Note(origins[..count]);
            records = records[count..];
            origins = origins[count..];
        }

        return 0;
    }

    /// <summary>Appends frames, of which the first is <see cref="NextSignal"/> and the others follow it. As <see cref="AppendEvents"/>.</summary>
    public int AppendSignals(ReadOnlySpan<SignalFrame> frames)
    {
        while (!frames.IsEmpty)
        {
            if (frames[0].Sequence != NextSignal)
            {
                throw new ArgumentException($"Frame {NextSignal} is to follow, not {frames[0].Sequence}.", nameof(frames));
            }

            int count = Math.Min(frames.Length, JournalFormat.MaxFramesPerBlock);
            int bytes = count * SignalFrame.Size;
            int error = _signals.MakeRoom(bytes);
            if (error != 0)
            {
                return error;
            }

            MemoryMarshal.AsBytes(frames[..count]).CopyTo(_signals.Payload(bytes));
            error = _signals.Write(BlockKind.Signals, (uint)count, bytes, frames[count - 1].Sequence, frames[count - 1].EngineNs);
            if (error != 0)
            {
                return error;
            }

            _signals.SignalHash = HashOf(_signals.SignalHash, frames[..count]);
            frames = frames[count..];
        }

        return 0;
    }

    /// <summary>Says that the events from <see cref="NextEvent"/> to <paramref name="last"/> are not in the journal. 0 or a negative errno.</summary>
    public int AppendEventGap(long last, GapCause cause) => AppendGap(_events, last, cause);

    /// <summary>Says that the frames from <see cref="NextSignal"/> to <paramref name="last"/> are not in the journal. Their hash is not known from here on. 0 or a negative errno.</summary>
    public int AppendSignalGap(long last, GapCause cause)
    {
        int error = AppendGap(_signals, last, cause);
        _signals.SignalHash = error == 0 ? 0 : _signals.SignalHash;
        return error;
    }

    /// <summary>
    /// Leaves the segments of now and begins new ones, in a directory that is made anew if it is gone: after the files were removed under
    /// the writer, or the disk did not keep what was written. 0 or a negative errno; it can be tried again.
    /// </summary>
    public int BeginAnew()
    {
        try
        {
            _paths.EnsureDirectory();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return DiskFile.Missing;
        }

        int error = _events.BeginAnew();
        return error != 0 ? error : _signals.BeginAnew();
    }

    /// <summary>Waits for the disk if each batch is to be on it before its records are released. 0 or a negative errno.</summary>
    public int Commit() => _options.Sync == SyncPolicy.Batch ? Sync() : 0;

    /// <summary>Waits until everything written is on the disk. Any thread. 0 or a negative errno.</summary>
    public int Sync()
    {
        int error = _events.Sync();
        return error != 0 ? error : _signals.Sync();
    }

    /// <summary>Reserves the next segments' bytes when it is time: what the writing thread then need not do. Any one other thread. 0 or a negative errno.</summary>
    public int Prepare()
    {
        int error = _events.Prepare();
        return error != 0 ? error : _signals.Prepare();
    }

    /// <summary>Removes the segments that retention no longer keeps. Any one thread. Number of segments removed.</summary>
    public int Retain() => Retention.Apply(_paths, _options);

    /// <summary>Ends both segments and drops the lock. 0 or a negative errno: what could not be ended is ended by the next writer.</summary>
    public int Close()
    {
        int error = _events.Close();
        int signalsError = _signals.Close();
        Dispose();
        return error != 0 ? error : signalsError;
    }

    /// <summary>Leaves everything as a killed process would, and drops the lock.</summary>
    public void Dispose()
    {
        _events.Dispose();
        _signals.Dispose();
        _lock.Dispose();
    }

    /// <summary>Continues a hash over frames; one that is not known stays 0.</summary>
    internal static ulong HashOf(ulong hash, ReadOnlySpan<SignalFrame> frames)
    {
        if (hash != 0)
        {
            foreach (ref readonly SignalFrame frame in frames)
            {
                hash = Protocol.SignalHash.Append(hash, frame);
            }
        }

        return hash;
    }

    private static int AppendGap(SegmentWriter stream, long last, GapCause cause)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(last, stream.NextSequence);
        int error = stream.MakeRoom(0);
        return error != 0 ? error : stream.Write(BlockKind.Gap, (uint)cause, 0, last, stream.EngineNs);
    }

    private static DiskFile TakeLock(JournalPaths paths, JournalOptions options)
    {
        try
        {
            paths.EnsureDirectory();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Refused(paths, e.Message, e);
        }

        int error = DiskFile.TryOpenLocked(paths.Lock, options.GroupId, out DiskFile? held);
        return held ?? throw Refused(paths, DiskFile.IsHeld(error) ? "another engine writes it" : DiskFile.Describe(error), null);
    }

    private static JournalException Refused(JournalPaths paths, string reason, Exception? inner) => new(
        $"The journal in {paths.Directory} cannot be written: {reason}. Name another directory with Journal:Directory, or turn the journal off with none.", inner);
}
