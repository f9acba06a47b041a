using Telenode.Security;
using Telenode.SimBoard.Crypto;

namespace Telenode.Tests.Host.Security;

/// <summary>Records against OpenSSL's CCM, with nonce and additional data put together here as the RFCs' text has them.</summary>
[TestClass]
public class DtlsRecordTests
{
    private static readonly byte[] Id = [0xc1, 0xc2, 0xc3];

    /// <summary>RFC 5246 §6.2.3.3: seq_num, type, version, length. RFC 6655 §3: salt and explicit nonce.</summary>
    [TestMethod]
    public void A_record_without_connection_id()
    {
        (RecordLayer records, byte[] block) = Layer([]);
        byte[] record = new byte[64];
        "hello"u8.CopyTo(record.AsSpan(records.PlainStart(1)));
        int count = records.Seal(ContentType.ApplicationData, 1, record, 0, 5);
        Assert.AreEqual("17FEFD00010000000000070015", Convert.ToHexString(record, 0, 13));
        byte[] aad = [0, 1, 0, 0, 0, 0, 0, 7, 0x17, 0xfe, 0xfd, 0, 5];
        CollectionAssert.AreEqual("hello"u8.ToArray(), Open(block, record[13..count], aad));
    }

    /// <summary>RFC 9146 §4 and §5.3: the id behind the sequence number, the type inside, the placeholder of ones in front.</summary>
    [TestMethod]
    public void A_record_with_connection_id()
    {
        (RecordLayer records, byte[] block) = Layer(Id);
        byte[] record = new byte[64];
        "hello"u8.CopyTo(record.AsSpan(records.PlainStart(1)));
        int count = records.Seal(ContentType.ApplicationData, 1, record, 0, 5);
        Assert.AreEqual("19FEFD0001000000000007C1C2C30016", Convert.ToHexString(record, 0, 16));
        byte[] aad =
        [
            0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 25, 3, 25, 0xfe, 0xfd, 0, 1, 0, 0, 0, 0, 0, 7, .. Id, 0, 6,
        ];
        CollectionAssert.AreEqual((byte[])[.. "hello"u8, 0x17], Open(block, record[16..count], aad));
    }

    /// <summary>Padding behind the inner type is taken off (RFC 9146 §4); nothing but padding is no record.</summary>
    [TestMethod]
    [DataRow("6869170000", true)]
    [DataRow("686917", true)]
    [DataRow("000000", false)]
    [DataRow("", false)]
    public void Padding_with_connection_id(string inner, bool readable)
    {
        (RecordLayer reader, byte[] block) = Layer([]);
        Id.CopyTo(reader.OwnId, 0);
        reader.ReadsConnectionId = true;
        byte[] plain = Convert.FromHexString(inner);
        byte[] aad =
        [
            0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 25, 3, 25, 0xfe, 0xfd, 0, 1, 0, 0, 0, 0, 0, 9, .. Id, 0, (byte)plain.Length,
        ];
        byte[] body = new byte[plain.Length], tag = new byte[8];
        using (var ccm = new System.Security.Cryptography.AesCcm(block[16..32]))
        {
            byte[] nonce = [.. block[36..40], 0, 1, 0, 0, 0, 0, 0, 9];
            ccm.Encrypt(nonce, plain, body, tag, aad);
        }

        byte[] record =
        [
            25, 0xfe, 0xfd, 0, 1, 0, 0, 0, 0, 0, 9, .. Id, 0, (byte)(16 + plain.Length), 0, 1, 0, 0, 0, 0, 0, 9, .. body, .. tag,
        ];
        Assert.AreEqual(readable, reader.Open(record, 0, record.Length));
        if (readable)
        {
            Assert.AreEqual(ContentType.ApplicationData, reader.Type);
            Assert.AreEqual("hi", System.Text.Encoding.ASCII.GetString(record, reader.PlainOffset, reader.PlainCount));
        }
    }

    /// <summary>The sequence number has 48 bits and is never used up in silence.</summary>
    [TestMethod]
    public void The_last_sequence_number()
    {
        (RecordLayer records, _) = Layer([]);
        records.WriteSequence = (1L << 48) - 1;
        byte[] record = new byte[64];
        Assert.IsTrue(records.Seal(ContentType.ApplicationData, 1, record, 0, 5) > 0);
        Assert.AreEqual("0001FFFFFFFFFFFF", Convert.ToHexString(record, 3, 8));
        Assert.AreEqual(0, records.Seal(ContentType.ApplicationData, 1, record, 0, 5));
    }

    private static (RecordLayer Records, byte[] Block) Layer(byte[] peerId)
    {
        byte[] block = [.. Enumerable.Range(1, 40).Select(i => (byte)i)];
        var records = new RecordLayer(new PcCrypto(), new DtlsCounters(), 3);
        records.SetKeys(block, true, 8);
        records.SetPeerId(peerId, 0, peerId.Length);
        records.WriteSequence = 7;
        return (records, block);
    }

    private static byte[] Open(byte[] block, byte[] body, byte[] aad)
    {
        byte[] plain = new byte[body.Length - 16];
        using var ccm = new System.Security.Cryptography.AesCcm(block[..16]);
        byte[] nonce = [.. block[32..36], .. body[..8]];
        ccm.Decrypt(nonce, body.AsSpan(8, plain.Length), body.AsSpan(body.Length - 8), plain, aad);
        return plain;
    }
}
