using System.Text;
using System.Text.Json;
using UltraCascade.Host.Terminal;
using UltraCascade.Protocol;
using UltraCascade.SharedMemory;

namespace UltraCascade.Host.Verbs;

/// <summary>An episode for programs and for people. Times in microseconds since 1970 UTC, dollars as decimals.</summary>
internal sealed class EpisodeText(SignalReader reader)
{
    /// <summary>One document: <c>episodes</c> and how many older ones are <c>forgotten</c>.</summary>
    public string ToJson(IReadOnlyList<EpisodeRecord> episodes, long forgotten)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream))
        {
            json.WriteStartObject();
            json.WriteStartArray("episodes");
            foreach (EpisodeRecord episode in episodes)
            {
                Write(json, in episode);
            }

            json.WriteEndArray();
            json.WriteNumber("forgotten", forgotten);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>One line: when, where, how long, how large, who.</summary>
    public string ToLine(in EpisodeRecord episode)
    {
        string length = episode.EndNs == 0 ? "running" : Quantity.Duration(episode.EndNs - episode.StartNs);
        string lead = episode.LeaderVenue == Venue.None ? "" : $"  led by {reader.VenueCode(episode.LeaderVenue)}";
        string move = float.IsNaN(episode.PriceMove) ? "" : $"  price {episode.PriceMove * 100:+0.00;-0.00} %";
        return $"#{episode.Number,-4} {Quantity.DateAndTime(episode.StartNs)}  {reader.InstrumentName(episode.Instrument),-16} {Word(episode.Side),-5} "
            + $"{FrameText.LevelText(episode.PeakLevel),-8} {length,9}  {episode.Events,6} events  "
            + $"{Quantity.DollarsOfMicro(episode.LongMicroUsd + episode.ShortMicroUsd),8}  peak {Quantity.Short(episode.PeakVelocity)}/s  "
            + $"{string.Join(" > ", VenueCodes(in episode))}{lead}{move}";
    }

    private void Write(Utf8JsonWriter json, in EpisodeRecord episode)
    {
        json.WriteStartObject();
        json.WriteNumber("number", episode.Number);
        json.WriteNumber("episode_id", episode.EpisodeId);
        json.WriteString("instrument", reader.InstrumentName(episode.Instrument));
        json.WriteString("side", Word(episode.Side));
        json.WriteString("phase", episode.Phase.ToString().ToUpperInvariant());
        json.WriteString("peak_level", FrameText.LevelText(episode.PeakLevel));
        json.WriteNumber("onset_us", episode.OnsetNs / 1000);
        json.WriteNumber("start_us", episode.StartNs / 1000);
        json.WriteNumber("peak_us", episode.PeakNs / 1000);
        WriteOrNull(json, "end_us", episode.EndNs == 0 ? null : episode.EndNs / 1000);
        json.WriteNumber("delay_s", (episode.StartNs - episode.OnsetNs) * 1e-9);
        json.WriteNumber("events", episode.Events);
        json.WriteNumber("long_usd", episode.LongMicroUsd / 1e6m);
        json.WriteNumber("short_usd", episode.ShortMicroUsd / 1e6m);
        json.WriteNumber("peak_velocity_per_s", episode.PeakVelocity);
        json.WriteNumber("peak_risk", episode.PeakRisk);
        if (float.IsNaN(episode.PriceMove))
        {
            json.WriteNull("price_move");
        }
        else
        {
            json.WriteNumber("price_move", episode.PriceMove);
        }

        json.WriteStartArray("venues");
        foreach (string code in VenueCodes(in episode))
        {
            json.WriteStringValue(code);
        }

        json.WriteEndArray();
        if (episode.LeaderVenue == Venue.None)
        {
            json.WriteNull("leader");
        }
        else
        {
            json.WriteString("leader", reader.VenueCode(episode.LeaderVenue));
        }

        json.WriteEndObject();
    }

    private static void WriteOrNull(Utf8JsonWriter json, string name, long? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private static string Word(PositionSide side) => side == PositionSide.Short ? "short" : "long";

    private List<string> VenueCodes(in EpisodeRecord episode)
    {
        List<string> codes = [];
        foreach (byte venue in episode.Venues)
        {
            if (venue != Venue.None)
            {
                codes.Add(reader.VenueCode(venue));
            }
        }

        return codes;
    }
}
