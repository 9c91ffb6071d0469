using System.Globalization;
using StackExchange.Redis;
using UltraCascade.Redis.Connection;

namespace UltraCascade.Redis.Stream;

/// <summary>
/// Writes one stream over one link: collects a batch, sends it behind the last one without waiting for answers, and takes
/// the answers in order. Each batch names the entry that must stand before it, so after the first that fails all others
/// fail too and nothing is out of order. At most a window of signals is on its way. One thread.
/// </summary>
internal sealed class StreamSink
{
    private readonly record struct Sent(Task<RedisResult> Reply, StreamId Last, long Through, int Count, long AtMs);

    private readonly RedisLink _link;
    private readonly BridgeOptions _options;
    private readonly RedisKey[] _keys;
    private readonly RedisValue[] _head;
    private readonly List<RedisValue> _batch = [];
    private readonly Queue<Sent> _sent = new();
    private StreamId _last;
    private StreamId _batchStart;
    private int _batchCount;
    private long _through;

    /// <param name="link">The connection.</param>
    /// <param name="options">Sizes.</param>
    /// <param name="names">Keys and channels.</param>
    /// <param name="top">Where the stream ends.</param>
    public StreamSink(RedisLink link, BridgeOptions options, RedisNames names, StreamId top)
    {
        _link = link;
        _options = options;
        _keys = [names.Stream];
        _head = [RedisValue.Null, options.StreamLength, names.Signals, names.Alerts, names.Critical, names.Gaps];
        _last = top;
        _batchStart = top;
        Acknowledged = top;
    }

    /// <summary>Newest entry that the server has confirmed.</summary>
    public StreamId Acknowledged { get; private set; }

    /// <summary>All sequences up to here are dealt with: confirmed by the server, or meant for nowhere.</summary>
    public long AcknowledgedThrough { get; private set; }

    /// <summary>Signals confirmed over this link.</summary>
    public long Published { get; private set; }

    /// <summary>Signals on their way.</summary>
    public int Outstanding { get; private set; }

    /// <summary>The server has said that it did not execute what came first among the outstanding.</summary>
    public bool WasRefused { get; private set; }

    /// <summary>Id of the newest entry sent or collected.</summary>
    public StreamId Last => _last;

    public bool HasRoom => Outstanding + _batchCount < _options.Window;

    public bool BatchIsFull => _batchCount >= _options.Batch;

    /// <summary>Puts one signal into the batch.</summary>
    public void Add(StreamId id, string signalId, RedisValue symbol, RedisValue level, int to, byte[] payload)
    {
        if (_batchCount == 0)
        {
            _batch.Clear();
            _batch.AddRange(_head);
            _batchStart = _last;
        }

        _batch.Add(id.ToString());
        _batch.Add(signalId);
        _batch.Add(symbol);
        _batch.Add(level);
        _batch.Add(to);
        _batch.Add(payload);
        _batchCount++;
        if ((to & StreamScript.ToStream) != 0)
        {
            _last = id;
        }
    }

    /// <summary>The sequences up to here are in the batch or meant for nowhere.</summary>
    public void PassThrough(long sequence) => _through = sequence;

    /// <summary>Sends what was collected.</summary>
    public void Send()
    {
        if (_batchCount == 0)
        {
            if (Outstanding == 0 && _through > AcknowledgedThrough)
            {
                AcknowledgedThrough = _through;
            }

            return;
        }

        _batch[0] = _batchStart.ToString();
        Task<RedisResult> reply = _link.Database.ScriptEvaluateAsync(StreamScript.Hash, _keys, [.. _batch]);
        _sent.Enqueue(new Sent(reply, _last, _through, _batchCount, Environment.TickCount64));
        Outstanding += _batchCount;
        _batchCount = 0;
    }

    /// <summary>Takes the answers that are there.</summary>
    /// <exception cref="RedisFaultException">A batch was not written, or its answer is overdue.</exception>
    public void TakeReplies()
    {
        while (_sent.TryPeek(out Sent sent) && sent.Reply.IsCompleted)
        {
            TakeReply(sent);
            _sent.Dequeue();
            Outstanding -= sent.Count;
        }

        if (_sent.TryPeek(out Sent oldest) && Environment.TickCount64 - oldest.AtMs > _options.ReplyTimeout.TotalMilliseconds)
        {
            throw new RedisFaultException(RedisFault.NoReply, $"the server has not answered for {_options.ReplyTimeout.TotalSeconds:0.#} s");
        }
    }

    /// <summary>Waits for the oldest outstanding answer, at most <paramref name="milliseconds"/>.</summary>
    public void WaitForReply(int milliseconds)
    {
        if (_sent.TryPeek(out Sent sent))
        {
            Task.WaitAny([sent.Reply], milliseconds);
        }
    }

    private void TakeReply(in Sent sent)
    {
        if (!sent.Reply.IsCompletedSuccessfully)
        {
            Exception exception = sent.Reply.Exception?.InnerException ?? new OperationCanceledException();
            WasRefused = exception is RedisServerException;
            throw _link.Reading(exception);
        }

        string? text = (string?)sent.Reply.Result;
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int count) || count != sent.Count)
        {
            WasRefused = true;
            throw new RedisFaultException(RedisFault.StreamMoved, $"the stream ends with {text}, not where the bridge left it");
        }

        Acknowledged = sent.Last;
        AcknowledgedThrough = Math.Max(AcknowledgedThrough, sent.Through);
        Published += count;
    }
}
