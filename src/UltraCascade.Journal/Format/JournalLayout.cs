using System.Text;
using UltraCascade.Protocol;

namespace UltraCascade.Journal;

/// <summary>
/// What records and entries inside a journal look like: the hash over those lines of the field table that describe them. The table as a
/// whole changes more often than they do, and a journal is to outlive that.
/// </summary>
public static class JournalLayout
{
    private static readonly string[] s_structs = ["instrument_entry", "venue_entry", "feed_entry", "provenance", "event_record", "signal_frame"];

    /// <summary>FNV-1a 64 of <see cref="Text"/>.</summary>
    public static ulong Hash { get; } = Fnv1a.Hash(Encoding.ASCII.GetBytes(Text));

    /// <summary>The lines of the field table, in its order: each struct with its fields.</summary>
    public static string Text
    {
        get
        {
            StringBuilder text = new();
            bool isWanted = false;
            foreach (string line in FieldTable.Text.Split('\n'))
            {
                string[] words = line.Split(' ');
                if (words[0] != "field")
                {
                    isWanted = words[0] == "struct" && s_structs.Contains(words[1]);
                }

                if (isWanted)
                {
                    text.Append(line).Append('\n');
                }
            }

            return text.ToString();
        }
    }
}
