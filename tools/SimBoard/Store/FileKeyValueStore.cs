using Telenode.Core;

namespace Telenode.SimBoard.Store;

/// <summary>The key-value port over files that only the user can read, a file each value, replaced as a whole.</summary>
/// <remarks>A value belongs to the first process that touches it until that ends: to any other it cannot be read and refuses to be
/// written. Two that counted on from one stored sequence number would use the same nonces.</remarks>
public sealed class FileKeyValueStore(string folder) : IKeyValueStore, IDisposable
{
    private readonly Dictionary<string, FileStream?> _locks = [];

    /// <summary>The store of this user's tools and simulated boards.</summary>
    public static FileKeyValueStore OfUser() => new(Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create), "telenode", "store"));

    /// <inheritdoc/>
    public int Read(string name, byte[] buffer, int offset, int capacity)
    {
        try
        {
            if (!IsOurs(name) || !File.Exists(PathOf(name)))
            {
                return -1;
            }

            byte[] value = File.ReadAllBytes(PathOf(name));
            if (value.Length > capacity)
            {
                return -1;
            }

            value.CopyTo(buffer, offset);
            return value.Length;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return -1;
        }
    }

    /// <inheritdoc/>
    public bool Write(string name, byte[] buffer, int offset, int count)
    {
        try
        {
            if (!IsOurs(name))
            {
                return false;
            }

            string fresh = PathOf(name) + ".new";
            using (FileStream file = Create(fresh))
            {
                file.Write(buffer, offset, count);
                file.Flush(flushToDisk: true);
            }

            File.Move(fresh, PathOf(name), overwrite: true);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public bool Remove(string name)
    {
        try
        {
            if (IsOurs(name))
            {
                File.Delete(PathOf(name));
            }

            return IsOurs(name);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public bool RemoveAll()
    {
        try
        {
            // Names of values have no dot; locks and half-written files do.
            string[] names = Directory.Exists(folder) ? [.. Directory.GetFiles(folder).Select(file => Path.GetFileName(file)!)] : [];
            return names.Where(name => !name.Contains('.', StringComparison.Ordinal)).All(Remove);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Gives all values up to other processes.</summary>
    public void Dispose()
    {
        foreach (FileStream? held in _locks.Values)
        {
            held?.Dispose();
        }

        _locks.Clear();
    }

    private bool IsOurs(string name)
    {
        if (!_locks.TryGetValue(name, out FileStream? held))
        {
            try
            {
                Directory.CreateDirectory(folder);
                held = Create(PathOf(name) + ".lock");
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                held = null; // another process has it
            }

            _locks[name] = held;
        }

        return held is not null;
    }

    private static FileStream Create(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        var file = new FileStream(path, options);
        file.SetLength(0);
        return file;
    }

    private string PathOf(string name) => Path.Combine(folder, name);
}
