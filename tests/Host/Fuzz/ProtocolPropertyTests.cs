using FsCheck;
using FsCheck.Fluent;
using Telenode.Core;
using Telenode.Mqtt;
using Telenode.Security;
using Telenode.SerialConsole;
using Telenode.SimBoard;
using Telenode.SimBoard.Broker;
using Telenode.SimBoard.Crypto;
using Telenode.Telemetry;
using Telenode.Tests.SerialConsole;

namespace Telenode.Tests.Host.Fuzz;

/// <summary>What our side of a protocol writes, the other side reads as the same, cut in two at every byte where it is a stream.</summary>
[TestClass]
public sealed class ProtocolPropertyTests
{
    private static readonly Config _config = Config.QuickThrowOnFailure.WithMaxTest(100);

    [TestMethod]
    [DataRow(MqttVersion.V311)]
    [DataRow(MqttVersion.V5)]
    public void A_CONNECT_says_what_the_options_say(int version) =>
        Check.One(_config, Prop.ForAll<NonNull<string>, NonNull<string>, byte[]>((id, user, secret) =>
        {
            ushort keepAlive = (ushort)(user.Get.Length + (257 * secret.Length));
            string topic = "a/" + id.Get.Length;
            var options = new MqttOptions
            {
                Version = version,
                ClientId = "n" + id.Get,
                UserName = user.Get,
                Password = secret,
                KeepAliveSeconds = keepAlive,
                CleanStart = version == MqttVersion.V5 && (keepAlive & 1) != 0,
                SessionExpirySeconds = 60,
                Will = new MqttWill(new MqttTopic(topic), secret, keepAlive % 3, secret.Length > 3),
            };
            byte[]? packet = Sent(options);
            if (packet is null)
            {
                return true; // texts that MQTT does not take are refused when the session is made, or at Connect
            }

            // §3.1: name, version, flags, keep-alive, and behind the properties what the flags promise.
            var fields = new ConnectFields(packet);
            bool same = fields.Text() == "MQTT" && fields.Byte() == version;
            int flags = fields.Byte();
            same &= flags == (0xC4 | ((secret.Length > 3 ? 1 : 0) << 5) | ((keepAlive % 3) << 3) | (options.CleanStart ? 2 : 0));
            same &= fields.Word() == keepAlive;
            fields.SkipProperties(version);
            same &= fields.Text() == options.ClientId;
            fields.SkipProperties(version);
            same &= fields.Text() == topic && fields.Bytes().SequenceEqual(secret);
            return same && fields.Text() == user.Get && fields.Bytes().SequenceEqual(secret) && fields.AtEnd;
        }));

    [TestMethod]
    [DataRow(MqttVersion.V311)]
    [DataRow(MqttVersion.V5)]
    public void A_subscription_is_one_to_what_its_filter_names_wherever_the_stream_is_cut(int version) =>
        Check.One(_config, Prop.ForAll<NonEmptyArray<byte>>(seed =>
        {
            string filter = Topic(seed.Get, "+", "#");
            string name = Topic(seed.Get, "any", "a/b");
            for (int cut = 0; cut <= filter.Length + 14; cut++)
            {
                var broker = new BrokerCore(new BrokerOptions());
                BrokerConnection connection = broker.Open(0);
                var session = new MqttSession(new MqttOptions { Version = version, ClientId = "n", SessionExpirySeconds = 60 });
                session.Connect(0);
                Exchange(session, broker, connection, 0);
                Assert.IsGreaterThan(0, session.TrySubscribe(filter, 1));
                Exchange(session, broker, connection, cut);
                session.TryPublish(new MqttTopic(name), [7], 0, 1, 1, false);
                if (Exchange(session, broker, connection, cut) != 1)
                {
                    return false;
                }
            }

            return true;
        }));

    [TestMethod]
    public void DTLS_messages_in_two_fragments_cut_at_every_byte_and_in_any_order_make_a_connection_and_records_come_back()
    {
        for (int cut = 0; cut <= 64; cut++)
        {
            Assert.IsTrue(Dtls(cut, false, [1, 2, 3]));
            Assert.IsTrue(Dtls(cut, true, [4]));
        }

        Check.One(_config, Prop.ForAll<NonEmptyArray<byte>, byte, bool>((payload, cut, isReversed) => Dtls(cut, isReversed, payload.Get)));
    }

    [TestMethod]
    public void All_settings_that_are_exported_are_imported_as_the_same() =>
        Check.One(_config, Prop.ForAll<(byte Key, NonNull<string> Value)[], bool>((entries, crlf) =>
        {
            string[] keys = ["wifi.ssid", "wifi.2.ssid", "wifi.password", "device.id", "uplink.user", "uplink.password", "uplink.psk.identity", "uplink.psk.key", "sensor.7", "serve.psk.identity"];
            var settings = new Settings(new CuttingStore());
            foreach ((byte key, NonNull<string> value) in entries)
            {
                settings.TrySet(keys[key % keys.Length], value.Get, out _);
            }

            var copy = new Settings(new CuttingStore());
            var import = new SettingsImport(copy);
            string text = string.Concat(Enumerable.Range(0, settings.Count).Select(i => SettingsExport.Line(settings, i, true) + (crlf ? "\r\n" : "\n")));
            bool taken = text.Split('\n').All(line => import.Take(line) is null);
            import.End();
            return taken && copy.Count == settings.Count
                && Enumerable.Range(0, copy.Count).All(i => copy.KeyAt(i) == settings.KeyAt(i) && copy.ValueAt(i) == settings.ValueAt(i));
        }));

    [TestMethod]
    public void A_record_of_the_journal_gives_its_readings_back_and_torn_or_elsewhere_none() =>
        Check.One(_config, Prop.ForAll<(byte Channel, int Sequence, bool Dated, long Time, long Mantissa)[], NonNegativeInt>((readings, ordinal) =>
        {
            var writer = new RecordWriter();
            writer.Begin(3, 17);
            var taken = readings.Select(reading => reading with { Sequence = reading.Sequence & int.MaxValue }).TakeWhile(reading => writer.TryAdd(reading.Channel, reading.Sequence, reading.Dated, reading.Time, reading.Mantissa)).ToList();
            if (taken.Count == 0)
            {
                return true;
            }

            int size = writer.End(ordinal.Get);
            byte[] record = writer.Buffer[SegmentHeader.Bytes..(SegmentHeader.Bytes + size)];
            return Readings(record, ordinal.Get).SequenceEqual(taken) && Readings(record, ordinal.Get + 1).Count == 0
                && Enumerable.Range(0, size).All(cut => Readings([.. record[..cut], .. new byte[size - cut]], ordinal.Get).Count == 0 || record[cut..].All(b => b == 0));
        }));

    private static List<(byte Channel, int Sequence, bool Dated, long Time, long Mantissa)> Readings(byte[] record, int ordinal)
    {
        var reader = new RecordReader();
        record.CopyTo(reader.Buffer, 0);
        var readings = new List<(byte, int, bool, long, long)>();
        int body = RecordReader.BodyOf(reader.Buffer);
        if (body >= 0 && reader.Begin(body, ordinal))
        {
            while (reader.Left > 0)
            {
                reader.Next();
                readings.Add(((byte)reader.Channel, reader.Sequence, reader.IsDated, reader.TimeMs, reader.Mantissa));
            }
        }

        return readings;
    }

    // A name or filter of as many levels as there are bytes; single and multi stand for the wildcards.
    private static string Topic(byte[] seed, string single, string multi)
    {
        string[] levels = ["a", "", "é", single, "level"];
        string[] chosen = [.. seed.Take(8).Select(next => levels[next % levels.Length])];
        return "t/" + string.Join('/', (seed[^1] & 1) == 0 ? [.. chosen, multi] : chosen);
    }

    private static byte[]? Sent(MqttOptions options)
    {
        try
        {
            var session = new MqttSession(options);
            session.Connect(0);
            byte[] packet = new byte[2000];
            int count = session.PollTransmit(packet, 0, packet.Length);
            return count > 0 ? packet[..count] : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    // Carries bytes both ways, those to the broker and those from it in two pieces, until no more come; the messages that arrived.
    private static int Exchange(MqttSession session, BrokerCore broker, BrokerConnection connection, int cut)
    {
        byte[] bytes = new byte[2000];
        int arrived = 0;
        for (bool moved = true; moved;)
        {
            int count = session.PollTransmit(bytes, 0, bytes.Length);
            int first = Math.Min(cut, count);
            broker.HandleInput(connection, bytes.AsSpan(0, first), 0);
            broker.HandleInput(connection, bytes.AsSpan(first, count - first), 0);
            moved = count > 0;
            count = broker.TakeOutput(connection, bytes, 0);
            moved |= count > 0;
            first = Math.Min(cut, count);
            for (int at = 0; at < count;)
            {
                at += session.HandleInput(bytes, at, (at < first ? first : count) - at, 0);
                for (MqttEvent happened = session.PollEvent(); happened != MqttEvent.None; happened = session.PollEvent())
                {
                    arrived += happened == MqttEvent.Message ? 1 : 0;
                }
            }
        }

        return arrived;
    }

    private static bool Dtls(int cut, bool isReversed, byte[] payload)
    {
        byte[] key = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16];
        byte[] address = [127, 0, 0, 1];
        var client = new DtlsConnection(new DtlsOptions { Identity = "node"u8.ToArray(), Key = key }, new PcCrypto(), new SimRandom(1));
        var server = new DtlsServer(new DtlsOptions(), new OneKey(key), 2, 2, new PcCrypto(), new SimRandom(2));
        client.Connect(0);
        byte[] wire = new byte[1500];
        for (bool moved = true; moved;)
        {
            moved = false;
            for (int count = client.PollTransmit(wire, 0, wire.Length); count > 0; count = client.PollTransmit(wire, 0, wire.Length), moved = true)
            {
                foreach (byte[] datagram in DtlsPieces.Of(wire[..count], cut, isReversed))
                {
                    server.HandleInput(address, 0, 4, datagram, 0, datagram.Length, 0);
                }
            }

            for (int count = server.PollTransmit(wire, 0, wire.Length); count > 0; count = server.PollTransmit(wire, 0, wire.Length), moved = true)
            {
                foreach (byte[] datagram in DtlsPieces.Of(wire[..count], cut, isReversed))
                {
                    client.HandleInput(datagram, 0, datagram.Length, 0);
                }
            }

            while (client.PollEvent() != DtlsEvent.None || server.PollEvent() != DtlsEvent.None)
            {
            }
        }

        Assert.AreEqual(DtlsState.Connected, client.State, $"cut at {cut}, {(isReversed ? "the second first" : "in order")}");
        int sent = client.Protect(payload, 0, payload.Length, wire, 0, wire.Length);
        server.HandleInput(address, 0, 4, wire, 0, sent, 0);
        bool came = server.PollEvent() == DtlsEvent.Data;
        DtlsConnection there = server.Connection(server.EventConnection);
        return came && wire.AsSpan(there.DataOffset, there.DataCount).SequenceEqual(payload);
    }

    /// <summary>Reads the fields of a CONNECT one after the other, apart from our own reader.</summary>
    private sealed class ConnectFields(byte[] packet)
    {
        private int _at = Behind(packet, 1);

        public bool AtEnd => _at == packet.Length;

        public int Byte() => packet[_at++];

        public int Word() => (packet[_at++] << 8) | packet[_at++];

        public byte[] Bytes()
        {
            int count = Word();
            _at += count;
            return packet[(_at - count).._at];
        }

        public string Text() => System.Text.Encoding.UTF8.GetString(Bytes());

        // Those of this test are shorter than 128 bytes.
        public void SkipProperties(int version) => _at += version == MqttVersion.V5 ? 1 + packet[_at] : 0;

        private static int Behind(byte[] packet, int at)
        {
            while (packet[at++] >= 0x80)
            {
            }

            return at;
        }
    }

    private sealed class OneKey(byte[] bytes) : IPskStore
    {
        public int Find(byte[] identity, int offset, int count, byte[] key, out int keyCount)
        {
            bytes.CopyTo(key, 0);
            keyCount = bytes.Length;
            return 0;
        }
    }
}
