using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace UltraCascade.Protocol;

/// <summary>
/// The layout as text, derived from the structs themselves, so that it cannot disagree with them. It stands in every
/// region (a reader can build its types from it), in native/layout.txt (the golden copy that each language is compared
/// with), and its hash in every header.
/// <code>
/// layout 1.0
/// struct event_record 64
/// field sequence i64 0 1          name, type, offset in bytes, number of elements
/// enum signal_level u8
/// value none 0
/// </code>
/// </summary>
public static class FieldTable
{
    private static readonly Type[] s_structs =
    [
        typeof(RegionHeader), typeof(InstrumentEntry), typeof(VenueEntry), typeof(FeedEntry), typeof(Provenance),
        typeof(EventRecord), typeof(SignalFrame), typeof(LatestSlot), typeof(EpisodeRecord),
    ];

    private static readonly Type[] s_enums =
    [
        typeof(RegionKind), typeof(RegionState), typeof(InstanceMode), typeof(RecordKind), typeof(GapReason),
        typeof(PositionSide), typeof(RecordFlags), typeof(SignalLevel), typeof(EpisodePhase), typeof(MarketRegime),
        typeof(SignalFlags), typeof(DirectoryFlags), typeof(RiskFactor), typeof(EngineCounter), typeof(JournalState),
    ];

    private static readonly byte[] s_textUtf8 = Encoding.ASCII.GetBytes(Build());

    /// <summary>The text as ASCII bytes, lines ended by LF.</summary>
    public static ReadOnlySpan<byte> TextUtf8 => s_textUtf8;

    /// <summary>The text.</summary>
    public static string Text => Encoding.ASCII.GetString(s_textUtf8);

    /// <summary>FNV-1a 64 of the text.</summary>
    public static ulong LayoutHash { get; } = Fnv1a.Hash(s_textUtf8);

    private static string Build()
    {
        StringBuilder text = new();
        text.Append($"layout {ProtocolVersion.AbiMajor}.{ProtocolVersion.AbiMinor}\n");
        foreach (Type type in s_structs)
        {
            text.Append($"struct {SnakeCase(type.Name)} {type.StructLayoutAttribute!.Size}\n");
            foreach (FieldInfo field in type.GetFields(BindingFlags.Public | BindingFlags.Instance)
                .OrderBy(f => f.GetCustomAttribute<FieldOffsetAttribute>()!.Value))
            {
                (string name, int count) = Element(field.FieldType);
                text.Append($"field {SnakeCase(field.Name)} {name} {field.GetCustomAttribute<FieldOffsetAttribute>()!.Value} {count}\n");
            }
        }

        foreach (Type type in s_enums)
        {
            text.Append($"enum {SnakeCase(type.Name)} {Primitive(Enum.GetUnderlyingType(type))}\n");
            foreach (object value in Enum.GetValues(type))
            {
                text.Append($"value {SnakeCase(value.ToString()!)} {Convert.ToUInt64(value)}\n");
            }
        }

        return text.ToString();
    }

    private static (string Name, int Count) Element(Type type)
    {
        if (type.GetCustomAttribute<InlineArrayAttribute>() is { } array)
        {
            FieldInfo element = type.GetFields(BindingFlags.NonPublic | BindingFlags.Instance)[0];
            return (Primitive(element.FieldType), array.Length);
        }

        return (type.IsEnum ? Primitive(Enum.GetUnderlyingType(type)) : Primitive(type), 1);
    }

    private static string Primitive(Type type) => Type.GetTypeCode(type) switch
    {
        TypeCode.Byte => "u8",
        TypeCode.UInt16 => "u16",
        TypeCode.UInt32 => "u32",
        TypeCode.Int32 => "i32",
        TypeCode.UInt64 => "u64",
        TypeCode.Int64 => "i64",
        TypeCode.Single => "f32",
        TypeCode.Double => "f64",
        _ => SnakeCase(type.Name),
    };

    private static string SnakeCase(string name)
    {
        StringBuilder text = new();
        for (int i = 0; i < name.Length; i++)
        {
            if (char.IsUpper(name[i]) && i > 0)
            {
                text.Append('_');
            }

            text.Append(char.ToLowerInvariant(name[i]));
        }

        return text.ToString();
    }
}
