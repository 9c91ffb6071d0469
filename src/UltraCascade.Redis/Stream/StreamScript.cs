using System.Security.Cryptography;
using System.Text;

namespace UltraCascade.Redis.Stream;

/// <summary>
/// The one command by which signals reach the server. It appends a batch and publishes it, or does nothing at all:
/// <code>
/// KEYS  stream
/// ARGV  id that the stream's newest entry must have · entries to keep · four channels · then six for each signal:
///       entry id · signal id · symbol · level · where to (1 stream, 2 signals, 4 alerts, 8 critical, 16 gaps) · payload
/// gives the number of signals, or the id that the stream has instead
/// </code>
/// The condition is what makes a pipeline safe: when a batch is refused or lost, those sent behind it find another id and
/// are refused too, so there is never a hole that a later signal has closed (docs/decisions, "A batch names the entry before it").
/// </summary>
internal static class StreamScript
{
    public const int ToStream = 1;
    public const int ToSignals = 2;
    public const int ToAlerts = 4;
    public const int ToCritical = 8;
    public const int ToGaps = 16;

    /// <summary>Arguments before the first signal.</summary>
    public const int HeadArguments = 6;

    /// <summary>Arguments of one signal.</summary>
    public const int SignalArguments = 6;

    public const string Text = """
        local last = '0-0'
        local info = redis.pcall('XINFO', 'STREAM', KEYS[1])
        if info.err then
          if not string.find(info.err, 'no such key', 1, true) then return info end
        else
          for i = 1, #info, 2 do
            if info[i] == 'last-generated-id' then last = info[i + 1] break end
          end
        end
        if last ~= ARGV[1] then return last end
        local call, key, keep, count = redis.call, KEYS[1], ARGV[2], 0
        for i = 7, #ARGV, 6 do
          local to, data = tonumber(ARGV[i + 4]), ARGV[i + 5]
          if to % 2 == 1 then
            call('XADD', key, ARGV[i], 'v', '1', 'id', ARGV[i + 1], 'symbol', ARGV[i + 2], 'level', ARGV[i + 3], 'data', data)
          end
          if to > 1 then
            if to % 4 >= 2 then call('PUBLISH', ARGV[3], data) end
            if to % 8 >= 4 then call('PUBLISH', ARGV[4], data) end
            if to % 16 >= 8 then call('PUBLISH', ARGV[5], data) end
            if to >= 16 then call('PUBLISH', ARGV[6], data) end
          end
          count = count + 1
        end
        call('XTRIM', key, 'MAXLEN', '~', keep)
        return count
        """;

    /// <summary>By this name the server knows the script once it has been loaded.</summary>
#pragma warning disable CA5350 // The name that Redis gives a script is its SHA-1; nothing is protected by it.
    public static byte[] Hash { get; } = SHA1.HashData(Encoding.UTF8.GetBytes(Text));
#pragma warning restore CA5350
}
