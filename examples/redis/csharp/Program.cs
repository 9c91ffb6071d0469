// Reads UltraCascade's signals from its Redis stream: each once, in order, over restarts of Redis and of itself.
//
//     RedisSubscriber [--host 127.0.0.1] [--port 6379] [--stream cascade:stream] [--state FILE] [--count N]
//
// The id of the last entry dealt with is kept in FILE, so the next start goes on behind it.
using System.Globalization;
using System.Text.Json;
using StackExchange.Redis;

string Option(string name, string otherwise)
{
    int at = Array.IndexOf(args, "--" + name);
    return at >= 0 && at + 1 < args.Length ? args[at + 1] : otherwise;
}

string stream = Option("stream", "cascade:stream");
string state = Option("state", "last-id.txt");
long count = long.Parse(Option("count", "0"), CultureInfo.InvariantCulture);
string last = File.Exists(state) ? File.ReadAllText(state).Trim() : "0-0";
long seen = 0;
while (true)
{
    try
    {
        using ConnectionMultiplexer redis = ConnectionMultiplexer.Connect($"{Option("host", "127.0.0.1")}:{Option("port", "6379")}");
        while (true)
        {
            // A connection that others share must not block, so this asks again instead.
            RedisResult reply = redis.GetDatabase().Execute("XREAD", "COUNT", "100", "STREAMS", stream, last);
            if (reply.IsNull)
            {
                Thread.Sleep(50);
                continue;
            }

            foreach (RedisResult entry in (RedisResult[])((RedisResult[])((RedisResult[])reply!)[0]!)[1]!)
            {
                RedisResult[] parts = (RedisResult[])entry!;
                string[] pairs = (string[])parts[1]!;
                DealWith((string)parts[0]!, Field(pairs, "level"), Field(pairs, "data"));
                last = (string)parts[0]!;
                Save(state, last);
                if (++seen == count)
                {
                    return;
                }
            }
        }
    }
    catch (Exception exception) when (exception is RedisException or TimeoutException)
    {
        Console.Error.WriteLine($"waiting for Redis: {exception.Message}");
        Thread.Sleep(300);
    }
}

static string Field(string[] pairs, string name) => pairs[Array.IndexOf(pairs, name) + 1];

// Under another name first: half a file would be no place to go on from.
static void Save(string path, string id)
{
    File.WriteAllText(path + ".new", id);
    File.Move(path + ".new", path, overwrite: true);
}

// What your bot does with a signal.
static void DealWith(string id, string level, string data)
{
    using JsonDocument document = JsonDocument.Parse(data);
    JsonElement signal = document.RootElement;
    Console.WriteLine(level == "GAP"
        ? $"{id} GAP {signal.GetProperty("lost")} signals are gone for good"
        : $"{id} {signal.GetProperty("symbol")} {signal.GetProperty("signal")} {signal.GetProperty("probability").GetDouble():P2}");
}
