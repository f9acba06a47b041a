using System.Net;
using System.Net.Sockets;

namespace Telenode.SimBoard.Broker;

/// <summary>
/// A <see cref="BrokerCore"/> on a TCP port of 127.0.0.1, with one thread of its own. A client that does not read is not read
/// from either, so that TCP holds it back.
/// </summary>
public sealed class TcpBroker : IDisposable
{
    private const int ChunkSize = 16 * 1024;
    private const int MostDiscardedChunks = 64;
    private const int LongestWaitMs = 50; // how soon Dispose is noticed

    private readonly BrokerCore _core;
    private readonly Socket _listener;
    private readonly Thread _thread;
    private readonly Dictionary<Socket, BrokerConnection> _clients = [];
    private readonly byte[] _chunk = new byte[ChunkSize];
    private volatile bool _stop;

    /// <summary>Starts to listen.</summary>
    /// <param name="core">The broker; nothing else may use it until this is disposed, except to read its counters.</param>
    /// <param name="port">The port, or 0 for a free one.</param>
    /// <exception cref="SocketException">The port cannot be had.</exception>
    public TcpBroker(BrokerCore core, int port = 0)
    {
        ArgumentNullException.ThrowIfNull(core);
        _core = core;
        _listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            _listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
            _listener.Listen(128);
            _listener.Blocking = false;
        }
        catch
        {
            _listener.Dispose();
            throw;
        }

        Port = ((IPEndPoint)_listener.LocalEndPoint!).Port;
        _thread = new Thread(Run) { IsBackground = true, Name = "mqtt-broker" };
        _thread.Start();
    }

    /// <summary>Starts a new broker with default bounds.</summary>
    /// <param name="port">The port, or 0 for a free one.</param>
    /// <exception cref="SocketException">The port cannot be had.</exception>
    public TcpBroker(int port = 0)
        : this(new BrokerCore(new BrokerOptions()), port)
    {
    }

    /// <summary>The TCP port.</summary>
    public int Port { get; }

    /// <summary>The broker's address for a client, such as mqtt://127.0.0.1:1883.</summary>
    public string Url => $"mqtt://127.0.0.1:{Port}";

    /// <summary>What happened since the start.</summary>
    public BrokerCounters Counters => _core.Counters;

    /// <summary>Ends all connections, v5 clients with the reason "server shutting down", and closes the port.</summary>
    public void Dispose()
    {
        _stop = true;
        _thread.Join();
    }

    private void Run()
    {
        var readable = new List<Socket>();
        var writable = new List<Socket>();
        while (!_stop)
        {
            readable.Clear();
            writable.Clear();
            readable.Add(_listener);
            foreach ((Socket socket, BrokerConnection connection) in _clients)
            {
                if (connection.HasOutput)
                {
                    writable.Add(socket);
                }

                if (connection.WantsInput)
                {
                    readable.Add(socket);
                }
            }

            Wait(readable, writable);
            Serve(readable, writable);
        }

        Stop();
    }

    private void Wait(List<Socket> readable, List<Socket> writable)
    {
        long waitMs = Math.Clamp(_core.NextDeadlineMs - Environment.TickCount64, 0, LongestWaitMs);
        Socket.Select(readable, writable, null, (int)waitMs * 1000);
    }

    private void Serve(List<Socket> readable, List<Socket> writable)
    {
        foreach (Socket socket in writable)
        {
            Flush(socket, _clients[socket]);
        }

        foreach (Socket socket in readable)
        {
            if (socket == _listener)
            {
                Accept();
            }
            else
            {
                Receive(socket, _clients[socket]);
            }
        }

        _core.HandleTimeout(Environment.TickCount64);
        foreach ((Socket socket, BrokerConnection connection) in _clients.Where(client => client.Value.IsClosed).ToArray())
        {
            _clients.Remove(socket);
            CloseSocket(socket);
        }
    }

    private void Accept()
    {
        Socket? socket = null;
        try
        {
            socket = _listener.Accept();
            socket.Blocking = false;
            socket.NoDelay = true;
            _clients.Add(socket, _core.Open(Environment.TickCount64));
        }
        catch (SocketException)
        {
            socket?.Dispose(); // the client gave up while it was accepted
        }
    }

    private void Receive(Socket socket, BrokerConnection connection)
    {
        int count = socket.Receive(_chunk, SocketFlags.None, out SocketError error);
        if (error == SocketError.WouldBlock)
        {
            return;
        }

        long nowMs = Environment.TickCount64;
        if (count > 0)
        {
            _core.HandleInput(connection, _chunk.AsSpan(0, count), nowMs);
        }
        else
        {
            _core.Close(connection, nowMs);
        }
    }

    private void Flush(Socket socket, BrokerConnection connection)
    {
        while (connection.HasOutput && !connection.IsClosed)
        {
            int count = socket.Send(connection.PeekOutput(ChunkSize), SocketFlags.None, out SocketError error);
            if (error == SocketError.WouldBlock)
            {
                return;
            }

            if (error != SocketError.Success)
            {
                _core.Close(connection, Environment.TickCount64);
                return;
            }

            _core.ConsumeOutput(connection, count, Environment.TickCount64);
        }
    }

    private void Stop()
    {
        _core.CloseAll(Environment.TickCount64);
        foreach ((Socket socket, BrokerConnection connection) in _clients)
        {
            Flush(socket, connection);
            _core.Close(connection, Environment.TickCount64);
            CloseSocket(socket);
        }

        _clients.Clear();
        _listener.Dispose();
    }

    /// <summary>Closes in the order that lets the client read our last bytes: a close with bytes unread would discard them.</summary>
    private void CloseSocket(Socket socket)
    {
        try
        {
            socket.Shutdown(SocketShutdown.Send);
            for (int i = 0; i < MostDiscardedChunks && socket.Receive(_chunk, SocketFlags.None, out _) > 0; i++)
            {
            }
        }
        catch (SocketException)
        {
            // Gone already.
        }

        socket.Dispose();
    }
}
