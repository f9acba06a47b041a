using Telenode.Core;

namespace Telenode.Security;

/// <summary>The extensions of a ClientHello or ServerHello that mean something to us.</summary>
internal sealed class HelloExtensions
{
    private const int SeenServerName = 1;
    private const int SeenMaxFragment = 2;
    private const int SeenExtendedMaster = 4;
    private const int SeenRecordSize = 8;
    private const int SeenConnectionId = 16;
    private const int SeenRenegotiation = 32;

    private int _seen;

    internal bool HasServerName => (_seen & SeenServerName) != 0;

    internal bool HasExtendedMasterSecret => (_seen & SeenExtendedMaster) != 0;

    internal bool HasRenegotiationInfo => (_seen & SeenRenegotiation) != 0;

    internal bool HasConnectionId => (_seen & SeenConnectionId) != 0;

    internal int ConnectionIdOffset { get; private set; }

    internal int ConnectionIdCount { get; private set; }

    /// <summary>Code 1 to 4 for 512 to 4096 bytes (RFC 6066 §4); 0 when absent.</summary>
    internal int MaxFragmentCode { get; private set; }

    /// <summary>64 or more (RFC 8449 §4); 0 when absent.</summary>
    internal int RecordSizeLimit { get; private set; }

    /// <summary>Whether an extension came that we do not know: an offence in a ServerHello only.</summary>
    internal bool HasUnknown { get; private set; }

    /// <summary>Reads the rest of a hello.</summary>
    /// <returns>0, or the alert that it earns.</returns>
    internal int Read(ByteReader reader, byte[] buffer)
    {
        _seen = 0;
        MaxFragmentCode = 0;
        RecordSizeLimit = 0;
        HasUnknown = false;
        if (reader.Remaining == 0)
        {
            return 0;
        }

        if (reader.ReadUInt16() != reader.Remaining)
        {
            return AlertCode.DecodeError;
        }

        while (reader.Remaining > 0)
        {
            int type = reader.ReadUInt16();
            int count = reader.ReadUInt16();
            int offset = reader.Take(count);
            int alert = offset < 0 ? AlertCode.DecodeError : ReadOne(type, buffer, offset, count);
            if (alert != 0)
            {
                return alert;
            }
        }

        return reader.Failed ? AlertCode.DecodeError : 0;
    }

    private int ReadOne(int type, byte[] buffer, int offset, int count)
    {
        switch (type)
        {
            case ExtensionType.ServerName:
                return Mark(SeenServerName);
            case ExtensionType.ExtendedMasterSecret:
                return count == 0 ? Mark(SeenExtendedMaster) : AlertCode.DecodeError;
            case ExtensionType.MaxFragmentLength:
                MaxFragmentCode = count == 1 ? buffer[offset] : 0;
                return MaxFragmentCode >= 1 && MaxFragmentCode <= 4 ? Mark(SeenMaxFragment) : AlertCode.IllegalParameter;
            case ExtensionType.RecordSizeLimit:
                RecordSizeLimit = count == 2 ? (buffer[offset] << 8) | buffer[offset + 1] : 0;
                return RecordSizeLimit >= 64 ? Mark(SeenRecordSize) : AlertCode.IllegalParameter;
            case ExtensionType.RenegotiationInfo:
                // On a first handshake there is nothing to renegotiate: one zero byte (RFC 5746 §3.4).
                return count == 1 && buffer[offset] == 0 ? Mark(SeenRenegotiation) : AlertCode.HandshakeFailure;
            case ExtensionType.ConnectionId:
                ConnectionIdOffset = offset + 1;
                ConnectionIdCount = count - 1;
                return count > 0 && buffer[offset] == count - 1 ? Mark(SeenConnectionId) : AlertCode.DecodeError;
            default:
                HasUnknown = true;
                return 0;
        }
    }

    /// <summary>No extension comes twice (RFC 5246 §7.4.1.4).</summary>
    private int Mark(int bit)
    {
        bool again = (_seen & bit) != 0;
        _seen |= bit;
        return again ? AlertCode.DecodeError : 0;
    }
}
