using System.Globalization;
using System.Text;

namespace UltraCascade.Tests.Fuzzing;

/// <summary>
/// Tries many bad inputs. With the tests a fixed number from a fixed seed; ULTRACASCADE_FUZZ_SECONDS runs each target for that long
/// from a seed of its own (ULTRACASCADE_FUZZ_SEED, or the clock), as tools/fuzz.sh does. A failure names seed and number and shows the input.
/// </summary>
internal static class FuzzRun
{
    private const int FixedSeed = 20_260_731;
    private const int ShownBytes = 4096;

    private static readonly double s_seconds = Number("ULTRACASCADE_FUZZ_SECONDS", 0);
    private static readonly int s_seed = (int)Number("ULTRACASCADE_FUZZ_SEED", s_seconds > 0 ? Environment.TickCount & 0xFFFFFF : FixedSeed);

    /// <summary>
    /// Calls <paramref name="attempt"/> with inputs that <paramref name="make"/> makes, <paramref name="count"/> of them when no time is set. Whatever it throws is
    /// a finding.
    /// </summary>
    public static void Try(int count, Func<Mutator, byte[]> make, Action<byte[]> attempt)
    {
        long end = Environment.TickCount64 + (long)(s_seconds * 1000);
        int number = 0;
        for (; s_seconds > 0 ? Environment.TickCount64 < end : number < count; number++)
        {
            byte[] input = make(new Mutator(unchecked(s_seed * 1_000_003 + number)));
            try
            {
                attempt(input);
            }
            catch (Exception exception)
            {
                Assert.Fail($"Input {number} of seed {s_seed} ({input.Length} bytes): {exception}{Environment.NewLine}{Show(input)}");
            }
        }

        TestContext.Out.WriteLine($"{number} inputs");
    }

    private static string Show(byte[] input)
    {
        ReadOnlySpan<byte> head = input.AsSpan(0, Math.Min(input.Length, ShownBytes));
        return $"text   {Encoding.Latin1.GetString(head)}{Environment.NewLine}base64 {Convert.ToBase64String(head)}";
    }

    private static double Number(string variable, double otherwise) =>
        double.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out double value) ? value : otherwise;
}
