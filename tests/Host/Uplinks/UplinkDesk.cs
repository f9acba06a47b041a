using Telenode.Core;
using Telenode.Encoding;
using Telenode.SimBoard;
using Telenode.SimBoard.Crypto;
using Telenode.Telemetry;
using Telenode.Tests.Mqtt;
using Telenode.Uplinks;

namespace Telenode.Tests.Host.Uplinks;

/// <summary>An MQTT uplink on a desk: time, clock, readings and every byte of the broker's are the test's.</summary>
internal sealed class UplinkDesk : IByteStream, IStreamFactory, IClock, ISensor
{
    private readonly List<byte> _sent = [];
    private readonly List<byte> _arrived = [];
    private bool _hangs;

    public UplinkDesk(UplinkOptions? options = null, IDownlink? downlink = null, string url = "mqtt://host/p")
    {
        options ??= new UplinkOptions();
        options.DeviceId = "d";
        Downlink = downlink;
        Outbox = new Outbox(64, 1);
        var parts = new UplinkParts(this, Outbox, new Channels([this]), this, new SimRandom(1)) { Crypto = new PcCrypto(), Downlink = downlink };
        Uplink = UplinkFactory.Create(EndpointUrl.Parse(url, out _)!, options, parts);
    }

    public IUplink Uplink { get; }

    public IDownlink? Downlink { get; }

    public Outbox Outbox { get; }

    public long Now { get; private set; } = 1000;

    /// <summary>How often the uplink has opened the stream.</summary>
    public int Opened { get; private set; }

    /// <summary>Wall time at monotonic 0; unknown until the clock is set.</summary>
    public long ClockSetTo { get; set; } = Time.Unknown;

    public long UnixMs => ClockSetTo == Time.Unknown ? Time.Unknown : ClockSetTo + Now;

    public long MonotonicMs => Now;

    public StreamState State { get; private set; }

    public string? Failure { get; private set; }

    public string? Warning => null;

    public LinkStage Stage => LinkStage.None;

    string ISensor.Kind => "desk";

    int ISensor.QuantityCount => 1;

    long ISensor.ReadyAtMs => 0;

    public Quantity QuantityAt(int index) => new("t", "Cel", -1);

    Status ISensor.Begin(long nowMs) => Status.Ok;

    Status ISensor.Fetch(long nowMs, long[] mantissas, int offset) => Status.Ok;

    public IByteStream Plain() => this;

    public IByteStream Tls(TlsOptions options) => this;

    /// <summary>Lets the uplink connect with MQTT 5, and takes its announcements.</summary>
    public UplinkDesk Connects(string connack = "20 03 00 00 00", bool expectReady = true)
    {
        Uplink.Open(Now);
        Passes(0);
        for (int i = 0; i < 1000 && State != StreamState.Open; i++)
        {
            Passes(1000);
        }

        Assert.AreEqual("10", Packets().Single()[..2]);
        Gives(connack);
        if (!expectReady)
        {
            return this;
        }

        List<string> packets = Packets();
        foreach (string announced in packets.Where(packet => Topic(packet) is "p/d/status" or "p/d/schema"))
        {
            Gives("40 02 " + Identifier(announced));
        }

        _sent.InsertRange(0, packets.Where(packet => Topic(packet) is not ("p/d/status" or "p/d/schema")).SelectMany(Convert.FromHexString));

        Assert.AreEqual(UplinkState.Ready, Uplink.State, Uplink.Failure);
        return this;
    }

    /// <summary>Measures one reading.</summary>
    public UplinkDesk Takes(long mantissa)
    {
        Outbox.Add(0, mantissa, Now, UnixMs);
        return Passes(0);
    }

    /// <summary>Lets time pass.</summary>
    public UplinkDesk Passes(long ms)
    {
        Now += ms;
        long wake;
        int turns = 0;
        do
        {
            wake = Uplink.Step(Now, false);
            Assert.IsLessThan(2000, ++turns, "it does not come to rest");
        }
        while (wake <= Now);
        return this;
    }

    /// <summary>Something arrives, as <see cref="ScriptedBroker"/> writes it.</summary>
    public UplinkDesk Gives(string bytes)
    {
        _arrived.AddRange(ScriptedBroker.Parse(bytes));
        return Passes(0);
    }

    /// <summary>Something arrives and is not looked at yet.</summary>
    public void Arrives(string bytes) => _arrived.AddRange(ScriptedBroker.Parse(bytes));

    /// <summary>The connection ends, and every later one does not come about.</summary>
    public void Hangs()
    {
        State = StreamState.Failed;
        Failure = "the host closed the connection";
        _hangs = true;
    }

    /// <summary>The connection ends.</summary>
    public UplinkDesk Breaks(string failure = "the host closed the connection")
    {
        State = StreamState.Failed;
        Failure = failure;
        return Passes(0);
    }

    /// <summary>The packets that have left since the last call, in hexadecimal.</summary>
    public List<string> Packets()
    {
        byte[] sent = [.. _sent];
        _sent.Clear();
        var packets = new List<string>();
        for (int at = 0; at < sent.Length;)
        {
            int length = sent[at + 1] & 0x7F;
            int body = at + 2;
            if (sent[at + 1] > 0x7F)
            {
                length |= sent[body++] << 7;
            }

            packets.Add(Convert.ToHexString(sent, at, body + length - at));
            at = body + length;
        }

        return packets;
    }

    /// <summary>The telemetry packs among the packets: identifier, and the payload in hexadecimal.</summary>
    public List<(string Identifier, string Payload)> Packs() =>
        [.. Packets().Where(packet => Topic(packet) is "p/d/telemetry").Select(packet => (Identifier(packet), Payload(packet)))];

    public static string Topic(string packet)
    {
        byte[] bytes = Convert.FromHexString(packet);
        int at = bytes[1] > 0x7F ? 3 : 2;
        return bytes[0] >> 4 == 3 ? System.Text.Encoding.UTF8.GetString(bytes, at + 2, bytes[at + 1]) : "";
    }

    /// <summary>Packet identifier of a QoS 1 or 2 PUBLISH, or of a packet that begins with it.</summary>
    public static string Identifier(string packet)
    {
        byte[] bytes = Convert.FromHexString(packet);
        int at = bytes[1] > 0x7F ? 3 : 2;
        at += bytes[0] >> 4 == 3 ? 2 + bytes[at + 1] : 0;
        return Convert.ToHexString(bytes, at, 2);
    }

    /// <summary>Properties and payload of a PUBLISH of MQTT 5 at QoS 1 or 2.</summary>
    public static string Payload(string packet) => packet[(packet.IndexOf(Identifier(packet), packet[2] > '7' ? 6 : 4, StringComparison.Ordinal) + 4)..];

    void IByteStream.Open(string host, int port)
    {
        Opened++;
        State = _hangs ? StreamState.Opening : StreamState.Open;
        Failure = null;
        _sent.Clear();
        _arrived.Clear();
    }

    int IByteStream.Read(byte[] buffer, int offset, int count)
    {
        int taken = Math.Min(count, _arrived.Count);
        _arrived.CopyTo(0, buffer, offset, taken);
        _arrived.RemoveRange(0, taken);
        return taken;
    }

    int IByteStream.Write(byte[] buffer, int offset, int count)
    {
        _sent.AddRange(buffer.AsSpan(offset, count));
        return count;
    }

    void IByteStream.Close() => State = StreamState.Closed;
}
