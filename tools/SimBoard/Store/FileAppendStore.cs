using System.Globalization;
using Telenode.Core;

namespace Telenode.SimBoard.Store;

/// <summary>The append-store port over the files of a folder, one a segment. What is appended is on the disk when the call returns.</summary>
public sealed class FileAppendStore(string folder) : IAppendStore
{
    private const string Extension = ".seg";

    /// <inheritdoc/>
    public int List(int[] segments)
    {
        try
        {
            Directory.CreateDirectory(folder);
            int count = 0;
            foreach (string file in Directory.EnumerateFiles(folder, "*" + Extension))
            {
                if (int.TryParse(Path.GetFileNameWithoutExtension(file), NumberStyles.None, CultureInfo.InvariantCulture, out int segment))
                {
                    if (count < segments.Length)
                    {
                        segments[count] = segment;
                    }

                    count++;
                }
            }

            return count;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return -1;
        }
    }

    /// <inheritdoc/>
    public int Read(int segment, int position, byte[] buffer, int offset, int count)
    {
        try
        {
            using var file = new FileStream(PathOf(segment), FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
            file.Position = position;
            return file.ReadAtLeast(buffer.AsSpan(offset, count), count, throwOnEndOfStream: false);
        }
        catch (FileNotFoundException)
        {
            return 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return -1;
        }
    }

    /// <inheritdoc/>
    public bool Append(int segment, byte[] buffer, int offset, int count)
    {
        try
        {
            using var file = new FileStream(PathOf(segment), FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
            file.Write(buffer, offset, count);
            file.Flush(flushToDisk: true);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public bool Delete(int segment)
    {
        try
        {
            File.Delete(PathOf(segment));
            return true;
        }
        catch (DirectoryNotFoundException)
        {
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private string PathOf(int segment) => Path.Combine(folder, segment.ToString(CultureInfo.InvariantCulture) + Extension);
}
