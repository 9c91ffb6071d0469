using System.IO.Compression;

namespace UltraCascade.Feeds;

/// <summary>
/// Opens an input file and finds the text in it: plain, gzip or zip, told apart by the first bytes, whatever the name says.
/// </summary>
internal static class FeedFile
{
    // Without this switch the framework takes a gzip that ends early for a whole one. It is read when the first compressed
    // stream of the process ends, hence here, before any is opened.
    static FeedFile() => AppContext.SetSwitch("System.IO.Compression.UseStrictValidation", true);

    /// <summary>Calls <paramref name="import"/> with the name and the text of each part of the file: one, or one per entry of a zip.</summary>
    /// <exception cref="FeedFileException">The file cannot be opened, or is a zip without an entry.</exception>
    public static void ForEachText(string path, Action<string, Stream> import)
    {
        using Stream file = Open(path);
        Span<byte> head = stackalloc byte[4];
        int length = file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        head = head[..length];
        Stream whole = new PrefixedStream(head.ToArray(), file);
        if (head.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]))
        {
            using var text = new GZipStream(whole, CompressionMode.Decompress);
            import(path, text);
        }
        else if (head.StartsWith("PK\x03\x04"u8) || head.StartsWith("PK\x05\x06"u8))
        {
            file.Position = 0;
            ForEachEntry(path, file, import);
        }
        else
        {
            import(path, whole);
        }
    }

    private static Stream Open(string path)
    {
        if (Directory.Exists(path))
        {
            throw new FeedFileException(path, $"{path} is a directory. Name the files in it.");
        }

        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 1, FileOptions.SequentialScan);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new FeedFileException(path, $"{path} does not exist.", e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new FeedFileException(path, $"{path} cannot be read: no permission.", e);
        }
        catch (Exception e) when (e is IOException or ArgumentException or NotSupportedException)
        {
            throw new FeedFileException(path, $"{path} cannot be opened: {e.Message}", e);
        }
    }

    private static void ForEachEntry(string path, Stream file, Action<string, Stream> import)
    {
        try
        {
            using var archive = new ZipArchive(file, ZipArchiveMode.Read);
            List<ZipArchiveEntry> entries = [.. archive.Entries.Where(e => e.Name.Length > 0 && !e.FullName.StartsWith("__MACOSX/", StringComparison.Ordinal))];
            List<ZipArchiveEntry> tables = entries.FindAll(e => e.Name.EndsWith(".csv", StringComparison.OrdinalIgnoreCase));
            entries = tables.Count > 0 ? tables : entries;
            if (entries.Count == 0)
            {
                throw new FeedFileException(path, $"{path} is a zip without a file in it.");
            }

            foreach (ZipArchiveEntry entry in entries)
            {
                using Stream text = entry.Open();
                import($"{path}!{entry.FullName}", text);
            }
        }
        catch (Exception e) when (e is InvalidDataException or NotSupportedException)
        {
            throw new FeedFileException(path, $"{path} is a zip that is damaged, cut short or encrypted.", e);
        }
    }

    /// <summary>The bytes looked at to find the format, then the rest: a pipe cannot be rewound.</summary>
    private sealed class PrefixedStream(byte[] prefix, Stream rest) : Stream
    {
        private int _taken;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(Span<byte> buffer)
        {
            if (_taken == prefix.Length)
            {
                return rest.Read(buffer);
            }

            int length = Math.Min(buffer.Length, prefix.Length - _taken);
            prefix.AsSpan(_taken, length).CopyTo(buffer);
            _taken += length;
            return length;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
