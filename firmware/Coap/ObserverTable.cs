using System;
using Telenode.Core;

namespace Telenode.Coap;

/// <summary>The clients that observe our resources (RFC 7641 §4.1), each with its registering request, which makes every notification.</summary>
internal sealed class ObserverTable
{
    public readonly int[] Resource;
    public readonly int[] Peer;
    public readonly int[] Arrival;
    public readonly int[] Length;
    public readonly bool[] Pending;

    /// <summary>Row of the exchange table with the confirmable notification that is not acknowledged yet, or −1.</summary>
    public readonly int[] Exchange;

    /// <summary>Message ID of the last notification, for a Reset to name it.</summary>
    public readonly int[] MessageId;
    public readonly long[] SentMs;

    /// <summary>When the observer last showed that it lives.</summary>
    public readonly long[] AliveMs;
    public readonly byte[] Store;
    public readonly int Stride;

    public ObserverTable(int rows, int requestSize)
    {
        Stride = requestSize;
        Resource = new int[rows];
        Peer = new int[rows];
        Arrival = new int[rows];
        Length = new int[rows];
        Pending = new bool[rows];
        Exchange = new int[rows];
        MessageId = new int[rows];
        SentMs = new long[rows];
        AliveMs = new long[rows];
        Store = new byte[rows * requestSize];
    }

    public int Count => Resource.Length;

    public bool IsUsed(int row) => Length[row] > 0;

    public int Find(int peer, byte[] buffer, int tokenOffset, int tokenLength)
    {
        for (int row = 0; row < Length.Length; row++)
        {
            int start = row * Stride;
            if (Length[row] > 0 && Peer[row] == peer && (Store[start] & 15) == tokenLength
                && Bytes.AreEqual(Store, start + 4, buffer, tokenOffset, tokenLength))
            {
                return row;
            }
        }

        return -1;
    }

    /// <summary>A row for a new observer: a free one, or that of one that owes an acknowledgement longest. Who answers is never put out.</summary>
    public int FindRoom()
    {
        int found = -1;
        for (int row = 0; row < Length.Length; row++)
        {
            if (Length[row] == 0)
            {
                return row;
            }

            if (Exchange[row] >= 0 && (found < 0 || AliveMs[row] < AliveMs[found]))
            {
                found = row;
            }
        }

        return found;
    }

    /// <summary>Keeps the registering request as if it had come in a datagram, so that one parser serves both transports.</summary>
    public void Put(int row, int resource, int peer, int arrival, CoapMessage request, long nowMs)
    {
        int start = row * Stride;
        int body = request.PayloadOffset + request.PayloadLength - request.TokenOffset;
        Store[start] = (byte)(0x50 | request.TokenLength);
        Store[start + 1] = (byte)request.Code;
        Array.Copy(request.Buffer, request.TokenOffset, Store, start + 4, body);
        Length[row] = 4 + body;
        Resource[row] = resource;
        Peer[row] = peer;
        Arrival[row] = arrival;
        Pending[row] = false;
        Exchange[row] = -1;
        MessageId[row] = -1;
        SentMs[row] = nowMs;
        AliveMs[row] = nowMs;
    }

    public bool Fits(CoapMessage request) => 4 + request.PayloadOffset + request.PayloadLength - request.TokenOffset <= Stride;

    public void Free(int row)
    {
        Length[row] = 0;
        Pending[row] = false;
        Exchange[row] = -1;
    }

    public int FindMessageId(int peer, int messageId)
    {
        for (int row = 0; row < Length.Length; row++)
        {
            if (Length[row] > 0 && Peer[row] == peer && MessageId[row] == messageId)
            {
                return row;
            }
        }

        return -1;
    }
}
