using System;
using System.IO;
using Telenode.Core;

namespace Telenode.Board;

/// <summary>The append-store port over the files of a folder of the board's internal drive, one a segment.</summary>
/// <remarks>
/// A file is closed after each append: that is when littlefs makes what was written part of the file system, whole or not at all, and
/// not at a flush. The platform's driver passes over the error of a write and littlefs then closes the file without a word, so that only
/// the length of the file tells whether the bytes are there. The framework's file objects are made anew each time and left to its
/// collector: this port, unlike the code that uses it, allocates.
/// </remarks>
internal sealed class BoardAppendStore : IAppendStore
{
    private readonly string _folder;

    /// <param name="folder">Such as <c>I:\journal</c>; made when it is missing.</param>
    public BoardAppendStore(string folder)
    {
        _folder = folder;
    }

    public int List(int[] segments)
    {
        try
        {
            if (!Directory.Exists(_folder))
            {
                Directory.CreateDirectory(_folder);
            }

            string[] files = Directory.GetFiles(_folder);
            int count = 0;
            for (int i = 0; i < files.Length; i++)
            {
                string name = files[i].Substring(files[i].LastIndexOf('\\') + 1);
                if (int.TryParse(name, out int segment))
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
        catch (Exception)
        {
            return -1;
        }
    }

    public int Read(int segment, int position, byte[] buffer, int offset, int count)
    {
        FileStream file = null;
        try
        {
            string path = PathOf(segment);
            if (!File.Exists(path))
            {
                return 0;
            }

            file = new FileStream(path, FileMode.Open, FileAccess.Read);
            if (position >= file.Length)
            {
                return 0;
            }

            file.Seek(position, SeekOrigin.Begin);
            int total = 0;
            int read;
            do
            {
                read = file.Read(buffer, offset + total, count - total);
                total += read;
            }
            while (read > 0 && total < count);
            return total;
        }
        catch (Exception)
        {
            return -1;
        }
        finally
        {
            Close(file);
        }
    }

    public bool Append(int segment, byte[] buffer, int offset, int count)
    {
        FileStream file = null;
        try
        {
            string path = PathOf(segment);
            long length = LengthOf(path);
            file = new FileStream(path, FileMode.Append, FileAccess.Write);
            file.Write(buffer, offset, count);
            FileStream written = file;
            file = null;
            written.Close();
            return LengthOf(path) == length + count;
        }
        catch (Exception)
        {
            return false;
        }
        finally
        {
            Close(file);
        }
    }

    public bool Delete(int segment)
    {
        try
        {
            string path = PathOf(segment);
            if (File.Exists(path))
            {
                File.Delete(path);
            }

            return true;
        }
        catch (Exception)
        {
            return false;
        }
    }

    private static long LengthOf(string path)
    {
        FileStream file = null;
        try
        {
            file = File.Exists(path) ? new FileStream(path, FileMode.Open, FileAccess.Read) : null;
            return file == null ? 0 : file.Length;
        }
        finally
        {
            Close(file);
        }
    }

    private static void Close(FileStream file)
    {
        try
        {
            if (file != null)
            {
                file.Close();
            }
        }
        catch (Exception)
        {
            // The operation has failed already, or was a read.
        }
    }

    private string PathOf(int segment) => _folder + "\\" + segment.ToString();
}
