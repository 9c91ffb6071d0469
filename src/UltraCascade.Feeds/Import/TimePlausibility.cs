using UltraCascade.Protocol;

namespace UltraCascade.Feeds;

/// <summary>
/// Tells wrong time stamps from right ones by the file's own rows, without a wall clock, so that the same file always gives the
/// same rows. With gap = <see cref="ImportOptions.MaxGap"/>, on exchange times in file order:
/// <list type="number">
/// <item>A row more than gap ahead of the last accepted row is rejected. (A file with a real hole that long needs a larger gap.)</item>
/// <item>A row more than gap behind the last accepted row is accepted when the next row of the file is within gap of it (the file
/// really goes back, as two files joined do), else rejected: one wrong time stamp must not make the rest look far ahead.</item>
/// <item>Before a first row is accepted the reference is the time among the first 16 rows that has the most of them within gap;
/// of several the one that stands first, or when no two rows agree the earliest time. So a wrong first row is rejected rather than
/// everything after it.</item>
/// </list>
/// </summary>
internal static class TimePlausibility
{
    private const int HeadRows = 16;

    /// <summary>Null when the row fits, else why not. Carries <paramref name="lastNs"/> (0 before the first accepted row) along.</summary>
    public static string? Check(ReadOnlySpan<EventRecord> rows, int row, long gapNs, ref long lastNs)
    {
        long timeNs = rows[row].ExchangeNs;
        bool first = lastNs == 0;
        long referenceNs = first ? Anchor(rows, gapNs) : lastNs;
        if (timeNs - referenceNs > gapNs)
        {
            return Describe("ahead of the row before", gapNs);
        }

        if (referenceNs - timeNs > gapNs)
        {
            if (first)
            {
                return Describe("behind the rows after it", gapNs);
            }

            bool confirmed = row + 1 < rows.Length && Math.Abs(rows[row + 1].ExchangeNs - timeNs) <= gapNs;
            if (!confirmed)
            {
                return Describe("behind the rows around it", gapNs);
            }
        }

        lastNs = timeNs;
        return null;
    }

    private static long Anchor(ReadOnlySpan<EventRecord> rows, long gapNs)
    {
        ReadOnlySpan<EventRecord> head = rows[..Math.Min(HeadRows, rows.Length)];
        long anchorNs = 0;
        int most = 0;
        foreach (ref readonly EventRecord candidate in head)
        {
            int neighbours = 0;
            foreach (ref readonly EventRecord other in head)
            {
                neighbours += Math.Abs(other.ExchangeNs - candidate.ExchangeNs) <= gapNs ? 1 : 0;
            }

            if (neighbours > most || (neighbours == 1 && most == 1 && candidate.ExchangeNs < anchorNs))
            {
                most = neighbours;
                anchorNs = candidate.ExchangeNs;
            }
        }

        return anchorNs;
    }

    private static string Describe(string where, long gapNs) =>
        FormattableString.Invariant($"is more than {TimeSpan.FromTicks(gapNs / TimeSpan.NanosecondsPerTick).TotalDays:0.###} days {where} (--max-gap)");
}
