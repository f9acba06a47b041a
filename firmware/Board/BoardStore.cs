using System;
using System.IO;
using Telenode.Core;

namespace Telenode.Board;

/// <summary>Values as files on the board's internal drive, which littlefs keeps whole through a power cut at any instant.</summary>
internal sealed class BoardStore : IKeyValueStore
{
    private const string Folder = "I:\\";

    public int Read(string name, byte[] buffer, int offset, int capacity)
    {
        try
        {
            byte[] value = File.Exists(Folder + name) ? File.ReadAllBytes(Folder + name) : null;
            if (value == null || value.Length > capacity)
            {
                return -1;
            }

            Array.Copy(value, 0, buffer, offset, value.Length);
            return value.Length;
        }
        catch (Exception)
        {
            return -1;
        }
    }

    public bool Write(string name, byte[] buffer, int offset, int count)
    {
        try
        {
            byte[] value = new byte[count];
            Array.Copy(buffer, offset, value, 0, count);
            File.WriteAllBytes(Folder + name, value);

            // The platform's driver passes over the error of a write: see BoardAppendStore.
            return IsSame(File.ReadAllBytes(Folder + name), value);
        }
        catch (Exception)
        {
            return false;
        }
    }

    private static bool IsSame(byte[] a, byte[] b)
    {
        bool same = a.Length == b.Length;
        for (int i = 0; same && i < a.Length; i++)
        {
            same = a[i] == b[i];
        }

        return same;
    }

    public bool Remove(string name)
    {
        try
        {
            if (File.Exists(Folder + name))
            {
                File.Delete(Folder + name);
            }

            return true;
        }
        catch (Exception)
        {
            return false;
        }
    }

    // The drive's root holds values only, and maybe the file of settings that was deployed, which has secrets, too.
    public bool RemoveAll()
    {
        try
        {
            string[] files = Directory.GetFiles(Folder);
            for (int i = 0; i < files.Length; i++)
            {
                File.Delete(files[i]);
            }

            return true;
        }
        catch (Exception)
        {
            return false;
        }
    }
}
