using System;
using Telenode.Core;

namespace Telenode.Tests.Journaling;

/// <summary>An append store in memory, whose writes fail or stop at a byte when told.</summary>
internal sealed class MemoryStore : IAppendStore
{
    private const int Rows = 64;

    private readonly int[] _number = new int[Rows];
    private readonly byte[][] _bytes = new byte[Rows][];

    /// <summary>Bytes that are still written before the power goes; −1 for any number.</summary>
    internal int BytesLeft = -1;

    /// <summary>Reads that still work; −1 for any number.</summary>
    internal int ReadsLeft = -1;

    /// <summary>Whether reading works again after one that failed.</summary>
    internal bool ReadsRecover;

    /// <summary>Whether every operation fails.</summary>
    internal bool IsBroken;

    /// <summary>Whether writes fail.</summary>
    internal bool IsFull;

    internal int Appends;

    internal int Deletes;

    internal int BytesWritten;

    internal int Reads;

    /// <summary>Whether the power has gone.</summary>
    internal bool IsCut => BytesLeft == 0;

    public int List(int[] segments)
    {
        int count = 0;
        for (int row = 0; row < Rows && !IsBroken; row++)
        {
            if (_bytes[row] != null)
            {
                if (count < segments.Length)
                {
                    segments[count] = _number[row];
                }

                count++;
            }
        }

        return IsBroken ? -1 : count;
    }

    public int Read(int segment, int position, byte[] buffer, int offset, int count)
    {
        Reads++;
        int row = Find(segment);
        if (ReadsLeft == 0)
        {
            ReadsLeft = ReadsRecover ? -1 : 0;
            return -1;
        }

        ReadsLeft -= ReadsLeft > 0 ? 1 : 0;
        if (IsBroken || row < 0)
        {
            return IsBroken ? -1 : 0;
        }

        int there = _bytes[row].Length - position;
        there = there < 0 ? 0 : there < count ? there : count;
        Array.Copy(_bytes[row], position < _bytes[row].Length ? position : 0, buffer, offset, there);
        return there;
    }

    public bool Append(int segment, byte[] buffer, int offset, int count)
    {
        if (IsBroken || IsFull || IsCut)
        {
            return false;
        }

        bool whole = BytesLeft < 0 || count <= BytesLeft;
        int written = whole ? count : BytesLeft;
        BytesLeft = BytesLeft < 0 ? -1 : BytesLeft - written;
        int row = Find(segment);
        if (row < 0)
        {
            row = 0;
            while (_bytes[row] != null)
            {
                row++;
            }

            _number[row] = segment;
            _bytes[row] = new byte[0];
        }

        byte[] longer = new byte[_bytes[row].Length + written];
        Array.Copy(_bytes[row], longer, _bytes[row].Length);
        Array.Copy(buffer, offset, longer, _bytes[row].Length, written);
        _bytes[row] = longer;
        Appends++;
        BytesWritten += written;
        return whole;
    }

    public bool Delete(int segment)
    {
        if (IsBroken || IsCut)
        {
            return false;
        }

        int row = Find(segment);
        if (row >= 0)
        {
            _bytes[row] = null;
            Deletes++;
        }

        return true;
    }

    /// <summary>The bytes of a segment, to be damaged; null when there is none.</summary>
    internal byte[] BytesOf(int segment)
    {
        int row = Find(segment);
        return row < 0 ? null : _bytes[row];
    }

    internal void Put(int segment, byte[] bytes)
    {
        Delete(segment);
        Append(segment, bytes, 0, bytes.Length);
    }

    private int Find(int segment)
    {
        for (int row = 0; row < Rows; row++)
        {
            if (_bytes[row] != null && _number[row] == segment)
            {
                return row;
            }
        }

        return -1;
    }
}
