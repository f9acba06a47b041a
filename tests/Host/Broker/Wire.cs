using System.Globalization;
using Telenode.SimBoard.Broker;

namespace Telenode.Tests.Host.Broker;

/// <summary>A broker core on a clock that a test moves, with clients that send and expect exact bytes.</summary>
internal sealed class Wire(BrokerOptions? options = null)
{
    public BrokerCore Core { get; } = new(options ?? new BrokerOptions());

    public long NowMs { get; private set; } = 1_000_000;

    public WireClient Open() => new(this, Core.Open(NowMs));

    /// <summary>A client whose CONNECT with a clean start was accepted.</summary>
    public WireClient Connect(string id, bool v5 = false, string properties = "")
    {
        WireClient client = Open();
        client.Send(v5 ? Packets.ConnectV5(id, properties: properties) : Packets.Connect311(id));
        client.Skip();
        return client;
    }

    /// <summary>Moves the clock, stopping at every deadline on the way.</summary>
    public void Advance(long ms)
    {
        long end = NowMs + ms;
        for (long next = Core.NextDeadlineMs; next <= end; next = Core.NextDeadlineMs)
        {
            NowMs = Math.Max(NowMs, next);
            Core.HandleTimeout(NowMs);
        }

        NowMs = end;
        Core.HandleTimeout(NowMs);
    }
}

/// <summary>One connection of a <see cref="Wire"/>.</summary>
internal sealed class WireClient(Wire wire, BrokerConnection connection)
{
    public BrokerConnection Connection { get; } = connection;

    /// <summary>Sends bytes given in the notation of <see cref="Packets.Parse"/>.</summary>
    public void Send(string bytes) => Send(Packets.Parse(bytes));

    public void Send(byte[] bytes) => wire.Core.HandleInput(Connection, bytes, wire.NowMs);

    /// <summary>Holds that exactly these bytes are waiting, and takes them.</summary>
    public void Expect(string bytes) => Assert.AreEqual(Convert.ToHexString(Packets.Parse(bytes)), Convert.ToHexString(Take()));

    public void ExpectNothing() => Expect("");

    /// <summary>Holds that these are the last bytes and that the connection is then closed.</summary>
    public void ExpectEnd(string bytes = "")
    {
        Expect(bytes);
        Assert.IsTrue(Connection.IsClosed, "open");
    }

    /// <summary>Takes what waits without looking at it.</summary>
    public void Skip() => Take();

    public byte[] Take()
    {
        var all = new MemoryStream();
        byte[] chunk = new byte[100];
        for (int count = 1; count > 0;)
        {
            count = wire.Core.TakeOutput(Connection, chunk, wire.NowMs);
            all.Write(chunk, 0, count);
        }

        return all.ToArray();
    }

    /// <summary>The network connection breaks.</summary>
    public void Drop() => wire.Core.Close(Connection, wire.NowMs);
}

/// <summary>Packets as text.</summary>
internal static class Packets
{
    public const string Disconnect = "e0 00";
    public const string Pingreq = "c0 00";
    public const string Pingresp = "d0 00";

    /// <summary>
    /// Bytes from words: two hexadecimal digits a byte, 'text' as UTF-8, s'text' as UTF-8 with its two-byte length. A word [ … ] is
    /// the remaining length and the bytes between the brackets.
    /// </summary>
    public static byte[] Parse(string text)
    {
        var outer = new Stack<List<byte>>();
        var bytes = new List<byte>();
        for (int i = 0; i < text.Length;)
        {
            switch (text[i])
            {
                case ' ':
                    i++;
                    break;
                case '[':
                    outer.Push(bytes);
                    bytes = [];
                    i++;
                    break;
                case ']':
                    List<byte> body = bytes;
                    bytes = outer.Pop();
                    bytes.AddRange([.. Length(body.Count), .. body]);
                    i++;
                    break;
                case '\'' or 's':
                    int start = text.IndexOf('\'', i) + 1;
                    int end = text.IndexOf('\'', start);
                    byte[] utf8 = System.Text.Encoding.UTF8.GetBytes(text[start..end]);
                    bytes.AddRange(text[i] == 's' ? [(byte)(utf8.Length >> 8), (byte)utf8.Length, .. utf8] : utf8);
                    i = end + 1;
                    break;
                default:
                    bytes.Add(byte.Parse(text.AsSpan(i, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
                    i += 2;
                    break;
            }
        }

        return [.. bytes];
    }

    public static string Connect311(string id, bool clean = true, int keepAlive = 0) =>
        $"10 [ s'MQTT' 04 {(clean ? "02" : "00")} {keepAlive:x4} s'{id}' ]";

    /// <summary>A v5 CONNECT; properties in the notation of <see cref="Parse"/> without their length.</summary>
    public static string ConnectV5(string id, bool clean = true, int keepAlive = 0, string properties = "") =>
        $"10 [ s'MQTT' 05 {(clean ? "02" : "00")} {keepAlive:x4} [ {properties} ] s'{id}' ]";

    public static string Subscribe311(string filter, int qos, int packetId = 1) => $"82 [ {packetId:x4} s'{filter}' {qos:x2} ]";

    public static string SubscribeV5(string filter, int options, int packetId = 1, string properties = "") =>
        $"82 [ {packetId:x4} [ {properties} ] s'{filter}' {options:x2} ]";

    private static List<byte> Length(int value)
    {
        var bytes = new List<byte>();
        for (; value > 127; value >>= 7)
        {
            bytes.Add((byte)(value | 0x80));
        }

        bytes.Add((byte)value);
        return bytes;
    }
}
