using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using UltraCascade.Host.Terminal;
using UltraCascade.Protocol;
using UltraCascade.SharedMemory;

namespace UltraCascade.Host.Verbs;

/// <summary>Header and geometry of a region, for display. Two reads of a changing field may differ: nothing is decided here.</summary>
internal static class RegionInfo
{
    public static IEnumerable<string> ToLines(MappedRegion region)
    {
        yield return region.Path;
        foreach ((string name, string value) in Fields(region.Header))
        {
            yield return $"  {name,-20} {value}";
        }

        foreach ((string name, ulong offset, ulong count, uint bytes) in Sections(region.Header))
        {
            yield return $"  {name,-20} {count,10:#,0} x {bytes,4} bytes at {offset:#,0}";
        }
    }

    public static string ToJson(MappedRegion region)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer))
        {
            json.WriteStartObject();
            json.WriteString("path", region.Path);
            foreach ((string name, string value) in Fields(region.Header))
            {
                if (long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) && name is not "signal_hash" and not "layout_hash" and not "boot_id")
                {
                    json.WriteNumber(name, number);
                }
                else
                {
                    json.WriteString(name, value);
                }
            }

            json.WriteStartArray("sections");
            foreach ((string name, ulong offset, ulong count, uint bytes) in Sections(region.Header))
            {
                json.WriteStartObject();
                json.WriteString("name", name);
                json.WriteNumber("offset", offset);
                json.WriteNumber("count", count);
                json.WriteNumber("bytes_each", bytes);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static List<(string Name, string Value)> Fields(in RegionHeader header)
    {
        List<(string, string)> fields =
        [
            ("kind", InstanceStatus.Word(header.RegionKind)),
            ("abi", $"{header.AbiMajor}.{header.AbiMinor}"),
            ("layout_hash", header.LayoutHash.ToString("x16", CultureInfo.InvariantCulture)),
            ("file_bytes", header.FileBytes.ToString(CultureInfo.InvariantCulture)),
            ("mode", InstanceStatus.Word(header.InstanceMode)),
            ("state", InstanceStatus.Word(header.State)),
            ("writer_pid", header.WriterPid.ToString(CultureInfo.InvariantCulture)),
            ("writer_start_ticks", header.WriterStartTicks.ToString(CultureInfo.InvariantCulture)),
            ("boot_id", Convert.ToHexStringLower(header.BootId)),
            ("created", Quantity.DateAndTime(header.CreatedNs)),
            ("generation", header.Generation.ToString(CultureInfo.InvariantCulture)),
            ("heartbeat_ns", header.HeartbeatNs.ToString(CultureInfo.InvariantCulture)),
            ("cursor", header.Cursor.ToString(CultureInfo.InvariantCulture)),
        ];
        if (header.RegionKind == RegionKind.Signals)
        {
            fields.Add(("signal_hash", header.SignalHash.ToString("x16", CultureInfo.InvariantCulture)));
            fields.Add(("notify_word", header.NotifyWord.ToString(CultureInfo.InvariantCulture)));
        }
        else if (header.RegionKind == RegionKind.Feed)
        {
            fields.Add(("dropped", header.Dropped.ToString(CultureInfo.InvariantCulture)));
        }

        return fields;
    }

    private static List<(string Name, ulong Offset, ulong Count, uint Bytes)> Sections(in RegionHeader header)
    {
        List<(string, ulong, ulong, uint)> sections =
        [
            ("field table", header.TextOffset, header.TextBytes, 1),
            ("counters", header.CountersOffset, header.CounterCount, sizeof(ulong)),
            ("instruments", header.InstrumentsOffset, header.InstrumentCapacity, header.InstrumentEntryBytes),
            ("venues", header.VenuesOffset, header.VenueCapacity, header.VenueEntryBytes),
            ("latest", header.LatestOffset, header.LatestCapacity, header.LatestSlotBytes),
            ("feeds", header.FeedsOffset, header.FeedCapacity, header.FeedEntryBytes),
            ("provenance", header.ProvenanceOffset, header.ProvenanceOffset == 0 ? 0 : header.SlotCount, header.ProvenanceEntryBytes),
            ("slots", header.SlotsOffset, header.SlotCount, header.SlotBytes),
        ];
        sections.RemoveAll(section => section.Item2 == 0);
        return sections;
    }
}
