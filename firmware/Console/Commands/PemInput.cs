using System;

namespace Telenode.SerialConsole;

/// <summary>Gathers a PEM block (RFC 7468) line by line.</summary>
internal sealed class PemInput
{
    private const string Begin = "-----BEGIN ";
    private const string End = "-----END ";

    private bool _begun;

    public PemInput(string name, int capacity)
    {
        Name = name;
        Bytes = new byte[capacity];
    }

    /// <summary>Under what name it goes.</summary>
    public string Name { get; }

    /// <summary>The block, lines ending in LF.</summary>
    public byte[] Bytes { get; }

    /// <summary>Its bytes.</summary>
    public int Count { get; private set; }

    /// <summary>What is wrong with it; null when nothing is.</summary>
    public string Error { get; private set; }

    /// <summary>Takes a line.</summary>
    /// <returns>Whether it was the last: the rest of a block that is wrong is taken, too, lest it be read as commands.</returns>
    public bool Take(string line)
    {
        line = line.Trim();
        if (!_begun)
        {
            // What stands before a block is a comment by RFC 7468 §2; openssl writes such lines.
            _begun = StartsWith(line, Begin);
            if (!_begun)
            {
                return false;
            }
        }

        byte[] bytes = System.Text.Encoding.UTF8.GetBytes(line);
        if (Count + bytes.Length + 1 > Bytes.Length)
        {
            Error = "the PEM block is longer than " + Bytes.Length.ToString() + " bytes";
        }
        else
        {
            Array.Copy(bytes, 0, Bytes, Count, bytes.Length);
            Count += bytes.Length;
            Bytes[Count++] = (byte)'\n';
        }

        return StartsWith(line, End);
    }

    private static bool StartsWith(string line, string beginning) =>
        line.Length >= beginning.Length && line.Substring(0, beginning.Length) == beginning;
}
