namespace UltraCascade.Host.Engine;

/// <summary>Looks up a Unix group by name in /etc/group.</summary>
internal static class UnixGroup
{
    /// <summary>The group's number; -1 for an empty name.</summary>
    /// <exception cref="IOException">There is no such group.</exception>
    public static long IdOf(string name)
    {
        if (name.Length == 0)
        {
            return -1;
        }

        foreach (string line in File.ReadLines("/etc/group"))
        {
            string[] cells = line.Split(':');
            if (cells.Length > 2 && cells[0] == name && long.TryParse(cells[2], out long id))
            {
                return id;
            }
        }

        throw new IOException($"There is no group '{name}' on this machine. Create it, or leave Engine:Group empty.");
    }
}
