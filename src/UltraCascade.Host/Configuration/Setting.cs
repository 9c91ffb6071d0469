using System.Globalization;
using System.Numerics;

namespace UltraCascade.Host.Configuration;

/// <summary>
/// One setting: its path below the section, and how a text becomes its value. <see cref="Apply"/> returns null or the
/// reason why the text cannot be used.
/// </summary>
internal sealed record Setting(string Path, Func<UltraCascadeSettings, string, string?> Apply)
{
    public static Setting Text(string path, Action<UltraCascadeSettings, string> assign, Func<string, string?> refuse) =>
        new(path, (settings, text) => refuse(text) ?? Assigned(() => assign(settings, text)));

    public static Setting Whole(string path, int least, int most, Action<UltraCascadeSettings, int> assign, bool powerOfTwo = false) =>
        new(path, (settings, text) =>
        {
            if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) || value < least || value > most)
            {
                return $"a whole number from {least} to {most} is wanted";
            }

            return powerOfTwo && !BitOperations.IsPow2(value) ? "a power of two is wanted" : Assigned(() => assign(settings, value));
        });

    public static Setting Number(string path, double least, double most, Action<UltraCascadeSettings, double> assign) =>
        new(path, (settings, text) =>
            double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value >= least && value <= most
                ? Assigned(() => assign(settings, value))
                : string.Create(CultureInfo.InvariantCulture, $"a number from {least} to {most} is wanted"));

    public static Setting Flag(string path, Action<UltraCascadeSettings, bool> assign) =>
        new(path, (settings, text) => bool.TryParse(text, out bool value) ? Assigned(() => assign(settings, value)) : "true or false is wanted");

    /// <summary>One of a few words. Case and hyphens do not matter; <paramref name="words"/> come in the order of the enum.</summary>
    public static Setting Choice<T>(string path, Action<UltraCascadeSettings, T> assign, params string[] words)
        where T : struct, Enum =>
        new(path, (settings, text) =>
        {
            string plain = text.Replace("-", "", StringComparison.Ordinal);
            for (int i = 0; i < words.Length; i++)
            {
                T value = (T)(object)i;
                if (plain.Equals(words[i].Replace("-", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase)
                    || plain.Equals(value.ToString(), StringComparison.OrdinalIgnoreCase))
                {
                    return Assigned(() => assign(settings, value));
                }
            }

            return $"one of {string.Join(", ", words)} is wanted";
        });

    private static string? Assigned(Action assign)
    {
        assign();
        return null;
    }
}
