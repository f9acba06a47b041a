using System.Net;
using System.Net.Sockets;

namespace Telenode.Tests.Host.Simulation;

/// <summary>Stands between a board and its broker, hands on every byte, and writes down which publishes the broker has taken.</summary>
/// <remarks>A PUBACK, or at QoS 2 a PUBREC, makes a message the broker's: [MQTT-4.3.2-4], [MQTT-4.3.3-8]. What becomes of it then is out of the board's hands.</remarks>
internal sealed class AckRecorder : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ManualResetEventSlim _gate = new(true);
    private readonly Dictionary<int, byte[]> _underWay = [];
    private readonly List<byte[]> _published = [];
    private readonly List<byte[]> _taken = [];
    private readonly int _brokerPort;

    public AckRecorder(int brokerPort)
    {
        _brokerPort = brokerPort;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        new Thread(Accept) { IsBackground = true, Name = "ack recorder" }.Start();
    }

    public int Port { get; }

    /// <summary>Payloads of all PUBLISH packets that reached the broker's socket, each as often as it was sent.</summary>
    public IReadOnlyList<byte[]> Published => Copy(_published);

    /// <summary>Payloads that the broker has acknowledged.</summary>
    public IReadOnlyList<byte[]> Taken => Copy(_taken);

    /// <summary>Connections at which the broker had no session any more, though one had been there.</summary>
    public int ForgottenSessions { get; private set; }

    /// <summary>Whether new connections are handed on at once; until then they wait.</summary>
    public bool IsOpen
    {
        set
        {
            if (value)
            {
                _gate.Set();
            }
            else
            {
                _gate.Reset();
            }
        }
    }

    public void Dispose()
    {
        _listener.Stop();
        _gate.Set();
    }

    private void Accept()
    {
        try
        {
            while (true)
            {
                Socket board = _listener.AcceptSocket();
                new Thread(() => Serve(board)) { IsBackground = true, Name = "ack recorder's connection" }.Start();
            }
        }
        catch (SocketException)
        {
            // It is over.
        }
    }

    private void Serve(Socket board)
    {
        _gate.Wait();
        using var broker = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        board.NoDelay = true;
        var connection = new Connection(this);
        try
        {
            broker.Connect(IPAddress.Loopback, _brokerPort);
        }
        catch (SocketException)
        {
            board.Dispose();
            return;
        }

        var back = new Thread(() => Carry(broker, board, connection.FromBroker)) { IsBackground = true, Name = "ack recorder's way back" };
        back.Start();
        Carry(board, broker, connection.FromBoard);
        back.Join();
        board.Dispose();
    }

    // The bytes are written down before they are handed on, so that what the board goes by is in the record.
    private static void Carry(Socket from, Socket to, Action<ReadOnlySpan<byte>> note)
    {
        byte[] buffer = new byte[16384];
        try
        {
            for (int count = from.Receive(buffer); count > 0; count = from.Receive(buffer))
            {
                note(buffer.AsSpan(0, count));
                to.Send(buffer.AsSpan(0, count));
            }
        }
        catch (SocketException)
        {
            // One of them was killed.
        }
        catch (ObjectDisposedException)
        {
            // The other direction has ended first.
        }

        Close(from);
        Close(to);
    }

    private static void Close(Socket socket)
    {
        try
        {
            socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It is closed.
        }
    }

    private List<byte[]> Copy(List<byte[]> list)
    {
        lock (_underWay)
        {
            return [.. list];
        }
    }

    /// <summary>The packets of one connection, put together from its bytes.</summary>
    private sealed class Connection(AckRecorder record)
    {
        private readonly MqttPackets _fromBoard = new();
        private readonly MqttPackets _fromBroker = new();
        private bool _isVersion5;
        private bool _wantsSession;

        public void FromBoard(ReadOnlySpan<byte> bytes)
        {
            foreach (byte[] packet in _fromBoard.Add(bytes))
            {
                int body = MqttPackets.BodyOf(packet);
                if (packet[0] >> 4 == 1)
                {
                    _isVersion5 = packet[body + 6] == 5; // behind the name "MQTT"
                    _wantsSession = (packet[body + 7] & 2) == 0;
                }
                else if (packet[0] >> 4 == 3 && (packet[0] & 6) != 0)
                {
                    NotePublish(packet, body);
                }
            }
        }

        public void FromBroker(ReadOnlySpan<byte> bytes)
        {
            foreach (byte[] packet in _fromBroker.Add(bytes))
            {
                int body = MqttPackets.BodyOf(packet);
                int type = packet[0] >> 4;
                if (type == 2 && _wantsSession && packet[body] == 0 && packet[body + 1] == 0)
                {
                    record.ForgottenSessions++;
                }
                else if (type is 4 or 5 && (packet.Length < body + 3 || packet[body + 2] < 0x80))
                {
                    NoteTaken((packet[body] << 8) | packet[body + 1]);
                }
            }
        }

        private void NotePublish(byte[] packet, int at)
        {
            at += 2 + ((packet[at] << 8) | packet[at + 1]);
            int identifier = (packet[at] << 8) | packet[at + 1];
            at += 2;
            if (_isVersion5)
            {
                int properties = MqttPackets.Length(packet, ref at);
                at += properties;
            }

            lock (record._underWay)
            {
                record._underWay[identifier] = packet[at..];
                record._published.Add(packet[at..]);
            }
        }

        private void NoteTaken(int identifier)
        {
            lock (record._underWay)
            {
                if (record._underWay.Remove(identifier, out byte[]? payload))
                {
                    record._taken.Add(payload);
                }
            }
        }
    }
}
