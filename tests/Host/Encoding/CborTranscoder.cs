using Telenode.Encoding;

namespace Telenode.Tests.Host.Encoding;

/// <summary>Copies an item from the reader to the writer.</summary>
internal static class CborTranscoder
{
    /// <returns>False when the item is, or holds, something that the writer does not write.</returns>
    internal static bool Copy(CborReader reader, byte[] bytes, CborWriter writer)
    {
        switch (reader.NextType)
        {
            case CborType.Unsigned or CborType.Negative:
                writer.WriteInteger(reader.ReadInteger());
                return !reader.Failed;
            case CborType.Bytes:
                bool definite = reader.ReadString();
                writer.WriteBytes(bytes, reader.ChunkOffset, reader.ChunkCount);
                return definite;
            case CborType.Text:
                bool definiteText = reader.ReadString();
                writer.WriteText(System.Text.Encoding.UTF8.GetString(bytes, reader.ChunkOffset, reader.ChunkCount));
                return definiteText;
            case CborType.Array:
                int items = reader.ReadArrayHeader();
                return items >= 0 && CopyHeader(writer.WriteArrayHeader, items) && CopyItems(items, reader, bytes, writer);
            case CborType.Map:
                int pairs = reader.ReadMapHeader();
                return pairs >= 0 && CopyHeader(writer.WriteMapHeader, pairs) && CopyItems(2 * pairs, reader, bytes, writer);
            case CborType.Tag:
                writer.WriteTag(reader.ReadTag());
                return Copy(reader, bytes, writer);
            case CborType.Boolean:
                writer.WriteBoolean(reader.ReadBoolean());
                return true;
            case CborType.Null:
                reader.ReadNull();
                writer.WriteNull();
                return true;
            default:
                return false;
        }
    }

    private static bool CopyHeader(Action<int> write, int count)
    {
        write(count);
        return true;
    }

    private static bool CopyItems(int count, CborReader reader, byte[] bytes, CborWriter writer)
    {
        for (int i = 0; i < count; i++)
        {
            if (!Copy(reader, bytes, writer))
            {
                return false;
            }
        }

        return true;
    }
}
