using System.IO.Compression;
using System.Text;
using UltraCascade.Feeds;

namespace UltraCascade.Tests.Feeds;

/// <summary>A folder of input files that goes away with the test, and what an import of them reported.</summary>
internal sealed class InputFolder : IDisposable
{
    public const string Header = "ts_us,exchange,symbol,side,price,qty,notional_usd";
    public const string TardisHeader = "exchange,symbol,timestamp,local_timestamp,id,side,price,amount";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ultracascade-feeds-");

    public List<RowError> Errors { get; } = [];

    public string this[string name] => Path.Combine(_folder.FullName, name);

    public string Write(string name, string text) => Write(name, Encoding.UTF8.GetBytes(text));

    public string Write(string name, byte[] bytes)
    {
        File.WriteAllBytes(this[name], bytes);
        return this[name];
    }

    public LiquidationTable Load(ImportOptions options, params string[] files) => LiquidationTable.Load(files, options, Errors.Add);

    public LiquidationTable LoadRows(string header, params string[] rows) => LoadRows(new ImportOptions(), header, rows);

    public LiquidationTable LoadRows(ImportOptions options, string header, params string[] rows) =>
        Load(options, Write("rows.csv", header + "\n" + string.Join("\n", rows) + "\n"));

    public static byte[] Gzip(string text)
    {
        using var memory = new MemoryStream();
        using (var gzip = new GZipStream(memory, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return memory.ToArray();
    }

    public static byte[] Zip(params (string Name, string Text)[] entries)
    {
        using var memory = new MemoryStream();
        using (var archive = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, string text) in entries)
            {
                using Stream stream = archive.CreateEntry(name).Open();
                stream.Write(Encoding.UTF8.GetBytes(text));
            }
        }

        return memory.ToArray();
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
