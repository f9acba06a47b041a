using System.Buffers.Binary;
using Telenode.Application;
using Telenode.Core;
using Telenode.Encoding;
using Telenode.SimBoard.Decoding;

namespace Telenode.Tests.Host.Fuzz;

/// <summary>Bytes that are none of their kind: each row says what is wrong, and what becomes of them.</summary>
[TestClass]
public sealed class MalformedBytesTests
{
    private static readonly (string Wrong, string Hex, string Answer)[] _packs =
    [
        ("nothing", "", "empty"),
        ("a map", "a0", "neither SenML nor a compact pack"),
        ("a number", "05", "neither SenML nor a compact pack"),
        ("an array of nothing", "80", "no record"),
        ("a head that is cut off", "9b00", "cut short"),
        ("more items than bytes", "9bffffffffffffffff", "CBOR"),
        ("a compact pack without its time", "820100", "without boot, sequence or time"),
        ("a compact pack of a later boot than any schema", "84020000" + "05", "the schema message of boot 2 was not seen"),
        ("a compact row with more values than fields", "85010000" + "0506", "more values than the schema has fields"),
        ("a compact row of nulls", "84010000" + "f6", "no value"),
        ("a compact value that is a text", "84010000" + "6161", "unexpected type"),
        ("a compact value that is a decimal fraction", "84010000" + "c4822105", "unexpected type"),
        ("a compact time beyond 64 bits", "8401001bffffffffffffffff05", "CBOR"),
        ("a compact time at whose sum with the next 64 bits end", "8401001b7fffffffffffffff05" + "821b7fffffffffffffff05", "a time out of range"),
        ("a second compact row that is no array", "84010000" + "05" + "05", "unexpected type"),
        ("a second compact row that is cut off", "84010000" + "05" + "8201", "cut short"),
        ("a compact pack within a tag", "c184010000" + "05", "neither SenML nor a compact pack"),
        ("a SenML record that is no map", "8180", "unexpected type"),
        ("a SenML record of nothing", "81a0", "no record"),
        ("a SenML record without a value", "81a1006174", "no value"),
        ("a label twice", "81a30061740201" + "0202", "twice in a record"),
        ("a name that is a number", "81a200050205", "unexpected type"),
        ("a name that is no UTF-8", "81a20061ff0205", "text that is not UTF-8"),
        ("a name of bytes", "81a2004174" + "0205", "bytes where text belongs"),
        ("a value that is a text under the number's label", "81a200617402" + "6135", "unexpected type"),
        ("a decimal fraction of one part", "81a200617402" + "c48121", "a fraction that is not a pair"),
        ("a decimal fraction of three parts", "81a200617402" + "c483210505", "a fraction that is not a pair"),
        ("a decimal fraction with an exponent beyond every number", "81a200617402" + "c4821b7fffffffffffffff05", "an exponent beyond every number"),
        ("a tag where a number belongs", "81a200617402" + "c005", "where a number belongs"),
        ("a field that must be understood (RFC 8428 §4.4)", "81a3006174" + "0205" + "62785f05", "must be understood"),
        ("something behind the pack", "81a20061740205" + "00", "something follows the pack"),
        ("a break without a beginning", "ff", "neither SenML nor a compact pack"),
        ("depth without end", "818181818181818181818181818181818181818181818181818181818181818181818181818181818181818181818181818181818181818181818181818181818181", "unexpected type"),
    ];

    // Where a 48-byte answer is changed and to what; what the client makes of it.
    private static readonly (string Wrong, int At, string Hex, string Answer)[] _answers =
    [
        ("a client's packet: our own come back", 0, "23", "passed over"),
        ("a broadcast", 0, "25", "passed over"),
        ("a control packet", 0, "26", "passed over"),
        ("version 2", 0, "14", "passed over"),
        ("another question's cookie", 24, "0000000000000001", "passed over"),
        ("no cookie", 24, "0000000000000000", "passed over"),
        ("not synchronized, by its leap indicator", 0, "e4", "does not know the time itself"),
        ("stratum 16: not synchronized", 1, "10", "does not know the time itself"),
        ("a stratum that is reserved", 1, "ff", "does not know the time itself"),
        ("a kiss code there is not", 1, "00", "does not know the time itself"),
        ("a root delay of a second", 4, "00010000", "does not know the time itself"),
        ("a root delay beyond 31 bits", 4, "ffffffff", "does not know the time itself"),
        ("a root dispersion of a second", 8, "00010000", "does not know the time itself"),
        ("no time of its coming", 32, "0000000000000000", "does not know the time itself"),
        ("no time of its leaving", 40, "0000000000000000", "does not know the time itself"),
        ("left before it came", 40, "ec8f5a0000000000", "does not know the time itself"),
        ("held for longer than it was away", 40, "ec8f5a2000000000", "answered too late"),
    ];

    [TestMethod]
    public void A_pack_is_refused_with_what_is_wrong()
    {
        var found = new List<string>();
        var schema = new PackSchema("n/", 1, ["t"], ["Cel"], [-2], includeUnits: true, includeSequence: true);
        byte[] message = new byte[SchemaMessage.SizeOf(schema, "n", CompactPack.Format)];
        SchemaMessage.Write(schema, "n", CompactPack.Format, message, 0, message.Length);
        foreach ((string wrong, string hex, string expected) in _packs)
        {
            var decoder = new TelemetryDecoder();
            Assert.IsNull(decoder.Learn(message));
            DecodedPayload decoded = decoder.Decode(Convert.FromHexString(hex), 0);
            if (decoded.Error is null || decoded.Readings.Count > 0 || !decoded.Error.Contains(expected, StringComparison.Ordinal))
            {
                found.Add($"{wrong}: {decoded.Error ?? "taken"}");
            }
        }

        Assert.AreEqual("", string.Join('\n', found));
    }

    [TestMethod]
    public void An_answer_of_a_time_server_that_is_none_sets_no_clock()
    {
        Assert.AreEqual("taken", TimeServer.Ask(answer => answer, 48), "unchanged");
        var found = new List<string>();
        foreach ((string wrong, int at, string hex, string expected) in _answers)
        {
            string came = TimeServer.Ask(
                answer =>
                {
                    Convert.FromHexString(hex).CopyTo(answer, at);
                    return answer;
                },
                48);
            if (!came.Contains(expected, StringComparison.Ordinal))
            {
                found.Add($"{wrong}: {came}");
            }
        }

        Assert.AreEqual("", string.Join('\n', found));
        for (int count = 0; count < 48; count++)
        {
            Assert.AreEqual("passed over", TimeServer.Ask(answer => answer, count), $"{count} bytes");
        }
    }

    /// <summary>A server that answers a client's first question at once.</summary>
    private sealed class TimeServer : IDatagramSocket, IWallClock, IRandom
    {
        private readonly byte[] _answer = new byte[48];
        private int _count = -1;

        public StreamState State => StreamState.Open;

        public string? Failure => null;

        public bool WasForGroup => false;

        public long MonotonicMs => 1000;

        public long UnixMs => Time.Unknown;

        public static string Ask(Func<byte[], byte[]> change, int count)
        {
            var server = new TimeServer();
            var clock = new NetworkClock(server);
            var client = new SntpClient("time.example", server, server, clock);
            client.Step(1000);
            client.Step(1000);
            byte[] answer = server._answer;
            Convert.FromHexString("240106ec000000000000001047505300ec8f5a0000000000").CopyTo(answer, 0);
            BinaryPrimitives.WriteUInt64BigEndian(answer.AsSpan(32), 0xEC8F5A1000000000);
            BinaryPrimitives.WriteUInt64BigEndian(answer.AsSpan(40), 0xEC8F5A1000010000);
            change(answer);
            server._count = count;
            client.Step(1050);
            Assert.AreEqual(client.Answers, clock.IsSet ? 1 : 0);
            return clock.IsSet ? "taken" : client.Failure ?? "passed over";
        }

        public void SetUnixMs(long unixMs)
        {
        }

        public void Open(int localPort)
        {
        }

        public int Resolve(string host, int port) => 1;

        public bool JoinGroup(string address) => false;

        public int Receive(byte[] buffer, int offset, int capacity, out int peer)
        {
            peer = 1;
            int count = _count;
            _answer.AsSpan(0, Math.Max(0, count)).CopyTo(buffer.AsSpan(offset));
            _count = -1;
            return count;
        }

        public void Send(byte[] buffer, int offset, int count, int peer) => buffer.AsSpan(offset + 40, 8).CopyTo(_answer.AsSpan(24));

        public void Fill(byte[] buffer, int offset, int count) => buffer.AsSpan(offset, count).Fill(7);

        public void Close()
        {
        }
    }
}
