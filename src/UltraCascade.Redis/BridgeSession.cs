using StackExchange.Redis;
using UltraCascade.Protocol;
using UltraCascade.Redis.Connection;
using UltraCascade.Redis.Payload;
using UltraCascade.Redis.State;
using UltraCascade.Redis.Stream;
using UltraCascade.SharedMemory;

namespace UltraCascade.Redis;

/// <summary>
/// What the bridge knows over all its connections: where it reads, where it writes, and what has become of each. One thread.
/// </summary>
internal sealed class BridgeSession : IDisposable
{
    private const long NsPerTick = 100;
    private const long ClockSetBackMs = 60_000;
    private const int PeriodMs = 250;

    private static readonly TimeSpan s_idle = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan s_busy = TimeSpan.FromMilliseconds(1);
    private static readonly RedisValue[] s_levels = [.. SignalWords.Levels.Select(level => (RedisValue)System.Text.Encoding.ASCII.GetBytes(level))];
    private static readonly RedisValue s_gapLevel = "GAP"u8.ToArray();

    private readonly InstancePaths _paths;
    private readonly BridgeOptions _options;
    private readonly Func<SignalReader, ISignalArchive?> _openArchive;
    private readonly RedisNames _names;
    private readonly ChannelGate _gate;
    private RedisLink? _link;
    private StreamSink? _sink;
    private SignalIntake? _intake;
    private SignalWords? _words;
    private SignalPayload? _payload;
    private StateKeys? _state;
    private SequenceGap? _gap;
    private Task? _ping;
    private long _pingMs;
    private long _dueMs;
    private long _stateMs;
    private StreamId _acknowledged;
    private long _acknowledgedThrough;
    private long _publishedBefore;
    private long _alreadyThere;
    private long _lost;
    private long _lostThrough;
    private long _connections;

    public BridgeSession(InstancePaths paths, BridgeOptions options, Func<SignalReader, ISignalArchive?> openArchive)
    {
        _paths = paths;
        _options = options;
        _openArchive = openArchive;
        _names = new RedisNames(options.Prefix, paths.Instance);
        _gate = new ChannelGate(options);
    }

    /// <summary>Why there is nothing to carry; empty when there may be.</summary>
    public string Waiting { get; private set; } = "";

    /// <summary>It is time for <see cref="KeepFresh"/>.</summary>
    public bool IsDue => Environment.TickCount64 >= _dueMs;

    /// <summary>The server has taken signals over this link, or has none to take.</summary>
    public bool HasProof => _sink is { } sink && (sink.Published > 0 || (sink.Outstanding == 0 && _intake is { } intake && intake.Next > intake.Reader.Cursor));

    public void Begin(RedisLink link)
    {
        _link = link;
        _connections++;
        _ping = null;
        _state?.Forget();
        if (_intake is not null)
        {
            Locate();
        }
    }

    /// <summary>Carries what there is, up to a batch, and takes the answers that are there.</summary>
    /// <exception cref="RedisFaultException">The link has failed or the server refuses.</exception>
    public void Step()
    {
        _link!.ThrowWhenFailed();
        if (_intake is null && !TryAttach())
        {
            Thread.Sleep(s_idle);
            return;
        }

        bool found = Collect();
        _sink!.Send();
        _sink.TakeReplies();
        if (!_sink.HasRoom)
        {
            _sink.WaitForReply(s_idle.Milliseconds);
        }
        else if (!found)
        {
            _intake!.Wait(_sink.Outstanding > 0 ? s_busy : s_idle);
        }
    }

    /// <summary>What time alone calls for: state keys, a sign of life, a look whether the region is still the same.</summary>
    public void KeepFresh()
    {
        long nowMs = Environment.TickCount64;
        _dueMs = nowMs + PeriodMs;
        ProveLife(nowMs);
        if (_intake is null)
        {
            return;
        }

        if (_options.StateKeys && nowMs >= _stateMs)
        {
            _stateMs = nowMs + (long)_options.StateInterval.TotalMilliseconds;
            _state!.Write(_link!.Database, _intake.Reader);
        }

        if (_intake.Next > _intake.Reader.Cursor && _sink!.Outstanding == 0 && _intake.Reader.IsSuperseded())
        {
            Detach();
        }
    }

    /// <summary>Carries what is there already, and gives what is on its way a moment to arrive.</summary>
    public void Finish()
    {
        long endMs = Environment.TickCount64 + (long)_options.ReplyTimeout.TotalMilliseconds;
        long target = _intake?.Reader.Cursor ?? 0;
        try
        {
            while (_sink is { } sink && Environment.TickCount64 < endMs && (sink.Outstanding > 0 || _intake!.Next <= target))
            {
                Step();
            }
        }
        catch (RedisFaultException)
        {
            // The next bridge finds out what arrived.
        }

        End();
    }

    /// <summary>The link is gone: keeps what was confirmed over it.</summary>
    public void End()
    {
        if (_sink is { } sink)
        {
            KeepConfirmed(sink);
            if (sink.WasRefused)
            {
                _gate.GoBackTo(_acknowledgedThrough);
            }

            _publishedBefore += sink.Published;
        }

        _sink = null;
        _link = null;
        _ping = null;
    }

    public BridgeStatus Describe(BridgeStatus before)
    {
        if (_sink is { } sink)
        {
            KeepConfirmed(sink);
        }

        return before with
        {
            LastId = _acknowledged == StreamId.None ? "" : _acknowledged.ToString(),
            Backlog = _intake is { } intake ? Math.Max(0, intake.Reader.Cursor - _acknowledgedThrough) : 0,
            Outstanding = _sink?.Outstanding ?? 0,
            Published = _publishedBefore + (_sink?.Published ?? 0),
            AlreadyThere = _alreadyThere,
            Lost = _lost,
            Messages = _gate.Messages,
            Capped = _gate.Capped,
            Reconnects = Math.Max(0, _connections - 1),
            MemoryBytes = Environment.WorkingSet,
        };
    }

    public void Dispose() => _intake?.Dispose();

    private void KeepConfirmed(StreamSink sink)
    {
        _acknowledged = sink.Acknowledged;
        _acknowledgedThrough = Math.Max(_acknowledgedThrough, sink.AcknowledgedThrough);
    }

    private bool TryAttach()
    {
        _intake = SignalIntake.TryOpen(_paths, _openArchive, out string reason);
        if (_intake is null)
        {
            Waiting = reason;
            return false;
        }

        Waiting = "";
        SignalReader reader = _intake.Reader;
        _words = new SignalWords(reader.InstrumentName, reader.VenueCode);
        _payload = new SignalPayload(_paths.Instance, reader.CreatedNs, _words);
        _state = new StateKeys(_names, _payload, _words);
        _acknowledged = StreamId.None;
        _acknowledgedThrough = 0;
        _lostThrough = 0;
        _gate.Restart();
        Locate();
        return true;
    }

    private void Detach()
    {
        _intake!.Dispose();
        _intake = null;
        _publishedBefore += _sink!.Published;
        _sink = null;
    }

    /// <summary>Asks the server where the stream ends and seeks the signal behind it.</summary>
    private void Locate()
    {
        SignalIntake intake = _intake!;
        StreamTop top = _link!.ReadTop(_names.Stream);
        bool isOurs = top.SignalId.StartsWith(SignalPayload.IdStart(_paths.Instance, intake.Reader.CreatedNs), StringComparison.Ordinal);
        if (!top.IsEmpty && !isOurs && MustMakeRoom(top))
        {
            _link.Rename(_names.Stream, _names.PreviousStream);
            top = StreamTop.Empty;
        }

        _gap = null;
        long next = top.IsEmpty ? RefillFrom() : isOurs ? top.Id.Sequence + 1 : intake.Oldest();
        if (top.Id == _acknowledged && !top.IsEmpty)
        {
            next = Math.Max(next, _acknowledgedThrough + 1);
        }

        intake.SeekTo(next);
        _acknowledgedThrough = isOurs || top.IsEmpty ? next - 1 : 0;
        _sink = new StreamSink(_link, _options, _names, top.Id);
        _sink.PassThrough(next - 1);
    }

    // A server that lost everything gets back what the stream would hold, under the same ids: who remembers where it was
    // sees nothing twice.
    private long RefillFrom()
    {
        long oldest = _intake!.Oldest();
        long kept = _intake.Reader.Cursor - _options.StreamLength + 1;
        long from = _acknowledgedThrough > 0 ? Math.Min(kept, _acknowledgedThrough + 1) : kept;
        long start = Math.Max(oldest, from);
        if (_acknowledgedThrough > 0 && start > _acknowledgedThrough + 1)
        {
            Miss(new SequenceGap(_acknowledgedThrough + 1, start - 1));
        }

        return start;
    }

    // Recorded data begins again at its own time, which a stream that has seen its end cannot take; and so does a clock set back.
    private bool MustMakeRoom(in StreamTop top)
    {
        SignalReader reader = _intake!.Reader;
        if (reader.Mode == InstanceMode.Replay)
        {
            return true;
        }

        return reader.TryReadLatest(0, out SignalFrame market, out _) == ReadStatus.Ok
            && StreamId.Of(market.EngineNs, 0).Ms + ClockSetBackMs < top.Id.Ms;
    }

    private bool Collect()
    {
        long nowNs = (DateTime.UtcNow - DateTime.UnixEpoch).Ticks * NsPerTick;
        bool found = false;
        while (_sink!.HasRoom && !_sink.BatchIsFull)
        {
            IntakeStatus status = _intake!.TryRead(out SignalFrame frame, out SequenceGap gap);
            if (status == IntakeStatus.Nothing)
            {
                break;
            }

            found = true;
            if (status == IntakeStatus.Gap)
            {
                Miss(gap);
            }
            else
            {
                Carry(frame, nowNs);
            }
        }

        return found;
    }

    private void Miss(in SequenceGap gap)
    {
        // After a fault the same stretch may be found missing once more.
        _lost += Math.Max(0, gap.Last - Math.Max(gap.First - 1, _lostThrough));
        _lostThrough = Math.Max(_lostThrough, gap.Last);
        _gap = _gap is { } before && before.Last + 1 == gap.First ? new SequenceGap(before.First, gap.Last) : gap;
    }

    private void Carry(in SignalFrame frame, long nowNs)
    {
        // Engine time never falls within a region, and the sequence never does; across a restart the stream's own last time holds.
        StreamId last = _sink!.Last;
        StreamId id = StreamId.Of(frame.EngineNs, frame.Sequence);
        id = id.Ms < last.Ms ? id with { Ms = last.Ms } : id;
        if (id <= last)
        {
            _alreadyThere++;
            _sink.PassThrough(frame.Sequence);
            return;
        }

        if (_gap is { } gap)
        {
            _gap = null;
            string gapId = _payload!.Id(gap.Last);
            StreamId marker = id with { Sequence = gap.Last };
            if (marker > last)
            {
                _sink.Add(marker, gapId, RedisValue.EmptyString, s_gapLevel, StreamScript.ToStream | StreamScript.ToGaps, _payload.Gap(gapId, gap.First, gap.Last, nowNs / 1000));
            }
        }

        int to = _gate.Where(frame, nowNs);
        if (to != 0)
        {
            string signalId = _payload!.Id(frame.Sequence);
            byte[] payload = _options.Payload == PayloadKind.Binary ? SignalPayload.Binary(frame) : _payload.Json(frame, signalId);
            _sink.Add(id, signalId, _words!.Instrument(frame.Instrument).Utf8, s_levels[Math.Min((int)frame.Level, s_levels.Length - 1)], to, payload);
        }

        _sink.PassThrough(frame.Sequence);
    }

    // Between signals nothing is on its way that could be overdue, so a ping stands in for it.
    private void ProveLife(long nowMs)
    {
        if (_ping is null || _ping.IsCompletedSuccessfully)
        {
            _ping = _link!.Database.PingAsync();
            _pingMs = nowMs;
        }
        else if (_ping.IsCompleted)
        {
            throw _link!.Reading(_ping.Exception?.InnerException ?? new OperationCanceledException());
        }
        else if (nowMs - _pingMs > _options.ReplyTimeout.TotalMilliseconds)
        {
            throw new RedisFaultException(RedisFault.NoReply, $"the server has not answered for {_options.ReplyTimeout.TotalSeconds:0.#} s");
        }
    }


}
