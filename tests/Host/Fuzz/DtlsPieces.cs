using System.Buffers.Binary;

namespace Telenode.Tests.Host.Fuzz;

/// <summary>Cuts the handshake messages of a datagram in two, as a network with a smaller MTU makes a peer do (RFC 6347 §4.2.3).</summary>
internal static class DtlsPieces
{
    private const int RecordHeader = 13;
    private const int MessageHeader = 12;

    /// <summary>The datagram in pieces: each message in the clear as two fragments in records of their own, all else as it was.</summary>
    public static List<byte[]> Of(byte[] datagram, int cut, bool isReversed)
    {
        var pieces = new List<byte[]>();
        for (int at = 0; at < datagram.Length;)
        {
            int end = at + RecordHeader + BinaryPrimitives.ReadUInt16BigEndian(datagram.AsSpan(at + 11));
            bool isClear = datagram[at] == 22 && datagram[at + 3] == 0 && datagram[at + 4] == 0;
            for (int message = at + RecordHeader; isClear && message < end;)
            {
                int count = Read24(datagram, message + 9);
                int first = Math.Min(cut, count);
                byte[] one = Fragment(datagram, at, message, 0, first, 0);
                byte[] other = Fragment(datagram, at, message, first, count - first, 1);
                pieces.AddRange(isReversed ? [other, one] : [one, other]);
                message += MessageHeader + count;
            }

            if (!isClear)
            {
                pieces.Add(datagram[at..end]);
            }

            at = end;
        }

        return pieces;
    }

    // Record numbers are kept apart by two more bits behind them.
    private static byte[] Fragment(byte[] datagram, int record, int message, int offset, int count, int number)
    {
        byte[] piece = new byte[RecordHeader + MessageHeader + count];
        datagram.AsSpan(record, RecordHeader).CopyTo(piece);
        ulong sequence = BinaryPrimitives.ReadUInt64BigEndian(datagram.AsSpan(record + 3));
        int which = BinaryPrimitives.ReadUInt16BigEndian(datagram.AsSpan(message + 4));
        BinaryPrimitives.WriteUInt64BigEndian(piece.AsSpan(3), (sequence << 8) | (uint)((which << 1) | number));
        BinaryPrimitives.WriteUInt16BigEndian(piece.AsSpan(11), (ushort)(MessageHeader + count));
        datagram.AsSpan(message, MessageHeader).CopyTo(piece.AsSpan(RecordHeader));
        int already = Read24(datagram, message + 6);
        Write24(piece, RecordHeader + 6, already + offset);
        Write24(piece, RecordHeader + 9, count);
        datagram.AsSpan(message + MessageHeader + offset, count).CopyTo(piece.AsSpan(RecordHeader + MessageHeader));
        return piece;
    }

    private static int Read24(byte[] bytes, int at) => (bytes[at] << 16) | (bytes[at + 1] << 8) | bytes[at + 2];

    private static void Write24(byte[] bytes, int at, int value)
    {
        bytes[at] = (byte)(value >> 16);
        bytes[at + 1] = (byte)(value >> 8);
        bytes[at + 2] = (byte)value;
    }
}
