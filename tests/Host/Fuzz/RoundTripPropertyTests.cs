using FsCheck;
using FsCheck.Fluent;
using Telenode.Coap;
using Telenode.Core;
using Telenode.Encoding;
using Telenode.Mqtt;
using Telenode.Security;
using Telenode.SerialConsole;
using Telenode.SimBoard.Crypto;

namespace Telenode.Tests.Host.Fuzz;

/// <summary>What is written can be read: packets and packs, also cut in two at every byte. Packs of readings: PackRoundTripTests.</summary>
[TestClass]
public sealed class RoundTripPropertyTests
{
    private static readonly Config _config = Config.QuickThrowOnFailure.WithMaxTest(200);

    [TestMethod]
    [DataRow(MqttVersion.V311)]
    [DataRow(MqttVersion.V5)]
    public void A_message_arrives_as_it_was_published_wherever_the_stream_is_cut(int version) =>
        Check.One(_config, Prop.ForAll<byte[], byte>((payload, qos) =>
        {
            // One session's PUBLISH, PUBREL and acknowledgements are what the other would get from a broker.
            for (int cut = 0; cut <= payload.Length + 12; cut++)
            {
                MqttSession sender = Connected(version);
                MqttSession receiver = Connected(version);
                Assert.IsGreaterThan(-1, sender.TryPublish(new MqttTopic("a/é"), payload, 0, payload.Length, qos % 3, false));
                byte[]? arrived = null;
                for (int turn = 0; turn < 4; turn++)
                {
                    arrived = Carry(sender, receiver, cut) ?? arrived;
                    Carry(receiver, sender, cut);
                }

                if (arrived is null || !arrived.SequenceEqual(payload) || sender.InFlight != 0)
                {
                    return false;
                }
            }

            return true;
        }));

    [TestMethod]
    public void A_CoAP_request_arrives_as_it_was_sent_wherever_the_stream_is_cut() =>
        Check.One(_config, Prop.ForAll<byte[]>(payload =>
        {
            for (int cut = 0; cut <= payload.Length + 12; cut++)
            {
                var taken = new Kept();
                var client = new CoapEndpoint(new CoapOptions { Random = new Telenode.SimBoard.SimRandom(1), MaxStreams = 1 });
                var server = new CoapEndpoint(new CoapOptions { Random = new Telenode.SimBoard.SimRandom(2), MaxStreams = 1 });
                server.AddResource("path", taken, "", ResourceFlags.None);
                client.OpenStream(1, 0);
                server.OpenStream(1, 0);
                Carry(server, client, cut);
                Carry(client, server, cut);
                var body = new BytesBody();
                body.Set(payload, 0, payload.Length);
                var request = new CoapRequest { Method = CoapCode.Put, Body = body };
                request.AddPath("path");
                client.TrySend(request, 1, 0);
                Carry(client, server, cut);
                if (!payload.SequenceEqual(taken.Payload ?? []))
                {
                    return false;
                }
            }

            return true;
        }));

    [TestMethod]
    public void CBOR_items_come_back() =>
        Check.One(_config, Prop.ForAll<long, byte[], NonNull<string>>((number, bytes, text) =>
        {
            byte[] utf8 = System.Text.Encoding.UTF8.GetBytes(text.Get);
            byte[] buffer = new byte[64 + bytes.Length + utf8.Length];
            var output = new ByteWriter();
            output.Reset(buffer, 3, buffer.Length - 3);
            var writer = new CborWriter(output);
            writer.WriteArrayHeader(3);
            writer.WriteInteger(number);
            writer.WriteBytes(bytes, 0, bytes.Length);
            writer.WriteText(utf8, 0, utf8.Length);
            var reader = new CborReader(2);
            reader.Reset(buffer, 3, output.Count);
            int left = reader.ReadArrayHeader();
            bool same = reader.NextItem(ref left) && reader.ReadInteger() == number;
            same &= reader.NextItem(ref left) && Chunks(reader, buffer).SequenceEqual(bytes);
            same &= reader.NextItem(ref left) && Chunks(reader, buffer).SequenceEqual(utf8);
            return same && !reader.NextItem(ref left) && !reader.Failed && reader.Position == 3 + output.Count;
        }));

    [TestMethod]
    public void OSCORE_gives_back_what_it_protected() =>
        Check.One(_config, Prop.ForAll<byte[], byte[]>((asked, answered) =>
        {
            OscoreContext client = Context([], [1]);
            OscoreContext server = Context([1], []);
            var request = new OscoreExchange();
            var response = new OscoreExchange();
            byte[] question = [CoapCode.Put, 0xB1, (byte)'a', .. asked.Length == 0 ? Array.Empty<byte>() : [0xFF, .. asked]];
            byte[] answer = [CoapCode.Content, .. answered.Length == 0 ? Array.Empty<byte>() : [0xFF, .. answered]];
            byte[] wire = new byte[asked.Length + answered.Length + 100];
            byte[] plain = new byte[wire.Length];
            int sent = client.ProtectRequest(request, question, 0, question.Length, wire, 0, wire.Length);
            int got = server.UnprotectRequest(response, wire, 0, sent, plain, 0, plain.Length);
            if (got < 0 || !plain[..got].SequenceEqual(question))
            {
                return false;
            }

            sent = server.ProtectResponse(response, answer, 0, answer.Length, wire, 0, wire.Length);
            got = client.UnprotectResponse(request, wire, 0, sent, plain, 0, plain.Length);
            return got >= 0 && plain[..got].SequenceEqual(answer);
        }));

    [TestMethod]
    public void A_setting_that_is_exported_is_imported_as_the_same() =>
        Check.One(_config, Prop.ForAll<NonNull<string>>(text =>
        {
            var settings = new Settings(new OneValue());
            if (!settings.TrySet("wifi.ssid", text.Get, out _) || settings.Count == 0)
            {
                return true; // what is refused, and what unsets, needs no way back
            }

            var copy = new Settings(new OneValue());
            return new SettingsImport(copy).Take(SettingsExport.Line(settings, 0, true)) is null && copy.Get("wifi.ssid") == settings.Get("wifi.ssid");
        }));

    private static MqttSession Connected(int version)
    {
        var session = new MqttSession(new MqttOptions { Version = version, ClientId = "n", CleanStart = false, SessionExpirySeconds = 60 });
        session.Connect(0);
        byte[] output = new byte[200];
        while (session.PollTransmit(output, 0, output.Length) > 0)
        {
        }

        byte[] connack = version == MqttVersion.V5 ? [0x20, 3, 0, 0, 0] : [0x20, 2, 0, 0];
        Give(session, connack, 0, connack.Length);
        return session;
    }

    // Everything one has to send to the other, in two pieces; the payload of the message that came of it.
    private static byte[]? Carry(MqttSession from, MqttSession to, int cut)
    {
        byte[] bytes = new byte[2000];
        int count = 0;
        for (int sent = from.PollTransmit(bytes, 0, 1000); sent > 0; sent = from.PollTransmit(bytes, count, 1000))
        {
            count += sent;
        }

        cut = Math.Min(cut, count);
        return Give(to, bytes, 0, cut) ?? Give(to, bytes, cut, count - cut);
    }

    private static byte[]? Give(MqttSession session, byte[] bytes, int offset, int count)
    {
        byte[]? payload = null;
        for (int end = offset + count; offset < end;)
        {
            offset += session.HandleInput(bytes, offset, end - offset, 0);
            for (MqttEvent happened = session.PollEvent(); happened != MqttEvent.None; happened = session.PollEvent())
            {
                MqttMessage message = session.Message;
                payload = happened == MqttEvent.Message ? message.Buffer[message.PayloadOffset..(message.PayloadOffset + message.PayloadCount)] : payload;
            }
        }

        return payload;
    }

    private static void Carry(CoapEndpoint from, CoapEndpoint to, int cut)
    {
        byte[] bytes = new byte[2000];
        int count = 0;
        for (int sent = from.PollTransmit(bytes, 0, 1000); sent > 0; sent = from.PollTransmit(bytes, count, 1000))
        {
            count += sent;
        }

        cut = Math.Min(cut, count);
        for (int at = 0; at < count;)
        {
            at += to.HandleStreamInput(bytes, at, (at < cut ? cut : count) - at, 1, Arrival.Plain, 0);
            while (to.PollEvent() != CoapEvent.None)
            {
            }
        }
    }

    private static byte[] Chunks(CborReader reader, byte[] buffer)
    {
        var all = new List<byte>();
        reader.BeginString();
        while (reader.NextChunk())
        {
            all.AddRange(buffer.AsSpan(reader.ChunkOffset, reader.ChunkCount));
        }

        return [.. all];
    }

    private static OscoreContext Context(byte[] sender, byte[] recipient) => new(new PcCrypto(), new Telenode.SimBoard.SimRandom(3), new OscoreParameters
    {
        MasterSecret = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16],
        SenderId = sender,
        RecipientId = recipient,
        NeverUsed = true,
    });

    private sealed class Kept : ICoapResource
    {
        public byte[]? Payload { get; private set; }

        public void Handle(CoapIncoming request, CoapReply reply)
        {
            CoapMessage message = request.Message;
            Payload = message.Buffer[message.PayloadOffset..(message.PayloadOffset + message.PayloadLength)];
            reply.Code = CoapCode.Changed;
        }
    }

    // A store of one value under every name.
    private sealed class OneValue : IKeyValueStore
    {
        public int Read(string name, byte[] buffer, int offset, int capacity) => -1;

        public bool Write(string name, byte[] buffer, int offset, int count) => true;

        public bool Remove(string name) => true;

        public bool RemoveAll() => true;
    }
}
