using System.Net;
using System.Net.Sockets;
using Telenode.SimBoard.Broker;

namespace Telenode.Tests.Host.Uplinks;

/// <summary>A port whose first connections go to scripts and every later one to a real embedded broker.</summary>
internal sealed class HostileBroker : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly TcpBroker _broker = new();
    private readonly Queue<Action<NetworkStream>> _scripts;
    private readonly List<TcpClient> _clients = [];
    private volatile bool _disposed;

    public HostileBroker(params Action<NetworkStream>[] scripts)
    {
        _scripts = new Queue<Action<NetworkStream>>(scripts);
        _listener.Start();
        Url = $"mqtt://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";
        new Thread(Accept) { IsBackground = true }.Start();
    }

    public string Url { get; }

    /// <summary>Connections accepted so far.</summary>
    public int Connections { get; private set; }

    /// <summary>Reads the client's CONNECT, whatever it says.</summary>
    public static void ReadConnect(NetworkStream stream) => stream.ReadAtLeast(new byte[1024], 20);

    public void Dispose()
    {
        _disposed = true;
        _listener.Stop();
        lock (_clients)
        {
            _clients.ForEach(client => client.Dispose());
        }

        _broker.Dispose();
    }

    private void Accept()
    {
        try
        {
            while (true)
            {
                TcpClient client = Keep(_listener.AcceptTcpClient());
                Connections++;
                Action<NetworkStream>? script = _scripts.TryDequeue(out Action<NetworkStream>? next) ? next : null;
                new Thread(() => Serve(client, script)) { IsBackground = true }.Start();
            }
        }
        catch (Exception) when (_disposed)
        {
        }
    }

    private void Serve(TcpClient client, Action<NetworkStream>? script)
    {
        try
        {
            if (script is not null)
            {
                script(client.GetStream());
                client.Dispose();
                return;
            }

            TcpClient broker = Keep(new TcpClient("127.0.0.1", _broker.Port));
            new Thread(() => Copy(broker, client)) { IsBackground = true }.Start();
            Copy(client, broker);
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
        }
    }

    private static void Copy(TcpClient from, TcpClient to)
    {
        try
        {
            from.GetStream().CopyTo(to.GetStream());
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
        }

        to.Dispose();
    }

    private TcpClient Keep(TcpClient client)
    {
        lock (_clients)
        {
            _clients.Add(client);
        }

        return client;
    }
}
