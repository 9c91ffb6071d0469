using System.Globalization;
using UltraCascade.SharedMemory;

namespace UltraCascade.TestPeer;

/// <summary>Options as pairs of <c>--name value</c>, as the native peers take them.</summary>
internal sealed class PeerOptions
{
    private readonly Dictionary<string, string> _values = [];

    public PeerOptions(string[] arguments)
    {
        for (int i = 0; i + 1 < arguments.Length; i += 2)
        {
            _values.Add(arguments[i], arguments[i + 1]);
        }
    }

    public InstancePaths Paths => new(Text("--dir", InstancePaths.DefaultDirectory), Text("--instance", "default"));

    public string Text(string name, string otherwise) => _values.GetValueOrDefault(name, otherwise);

    public long Number(string name, long otherwise) =>
        _values.TryGetValue(name, out string? text) ? long.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
