using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Telenode.Core;
using Telenode.Uplinks;

namespace Telenode.SimBoard.Net;

/// <summary>One TLS connection from its first packet to its last: two threads move bytes between bounded buffers and the network.</summary>
/// <remarks>Threads and not tasks: to wake one allocates nothing on the node's thread, whose heap is measured.</remarks>
internal sealed class TlsConnection
{
    private const int BufferSize = 16384;
    private const int LingerMs = 2000;

    // How long a write that failed leaves a read the time to find the alert that says why.
    private const int AlertPatienceMs = 500;

    private static readonly TimeSpan _warningLasts = TimeSpan.FromHours(1);

    private readonly object _gate = new();
    private readonly CancellationTokenSource _cancel = new();
    private readonly byte[] _input = new byte[BufferSize];
    private readonly TimeProvider _time;
    private readonly TlsOptions _options;
    private readonly string _host;
    private readonly int _port;
    private readonly Thread _receiver;
    private byte[] _output = new byte[BufferSize];
    private byte[] _sending = new byte[BufferSize];
    private StreamState _state = StreamState.Opening;
    private int _inputStart;
    private int _inputEnd;
    private int _outputCount;
    private bool _closing;
    private bool _hasNews;
    private bool _asked;
    private X509Certificate2? _server;
    private X509Certificate2? _client;
    private string? _warning;
    private DateTimeOffset _warnedAt;
    private string? _refusal;

    public TlsConnection(TlsOptions options, TimeProvider time, string host, int port)
    {
        _options = options;
        _time = time;
        _host = host;
        _port = port;
        _receiver = new Thread(Run) { Name = "tls", IsBackground = true };
        _receiver.Start();
    }

    /// <summary>Open also after a failure, until all that arrived before it has been read.</summary>
    public StreamState State
    {
        get
        {
            lock (_gate)
            {
                return _inputEnd > _inputStart ? StreamState.Open : _state;
            }
        }
    }

    public string? Failure { get; private set; }

    /// <summary>Which stage opening has reached, or failed at.</summary>
    public LinkStage Stage { get; private set; } = LinkStage.Resolve;

    /// <summary>Looked at anew now and then: a connection may stand longer than a certificate has to live.</summary>
    public string? Warning
    {
        get
        {
            lock (_gate)
            {
                DateTimeOffset now = _time.GetUtcNow();
                if (_state == StreamState.Open && now >= _warnedAt + _warningLasts)
                {
                    Warn(now);
                }

                return _warning;
            }
        }
    }

    public int Read(byte[] buffer, int offset, int count)
    {
        lock (_gate)
        {
            int taken = Math.Min(count, _inputEnd - _inputStart);
            Array.Copy(_input, _inputStart, buffer, offset, taken);
            _inputStart += taken;
            if (taken > 0 && _inputStart == _inputEnd)
            {
                Monitor.PulseAll(_gate);
            }

            return taken;
        }
    }

    public int Write(byte[] buffer, int offset, int count)
    {
        lock (_gate)
        {
            int taken = _state == StreamState.Open ? Math.Min(count, BufferSize - _outputCount) : 0;
            Array.Copy(buffer, offset, _output, _outputCount, taken);
            _outputCount += taken;
            if (taken > 0)
            {
                Monitor.PulseAll(_gate);
            }

            return taken;
        }
    }

    /// <summary>Waits until there is input, the state has changed, or the time has passed.</summary>
    public void Wait(int milliseconds)
    {
        lock (_gate)
        {
            long endMs = Environment.TickCount64 + milliseconds;
            for (long leftMs = milliseconds; !_hasNews && _inputEnd == _inputStart && leftMs > 0; leftMs = endMs - Environment.TickCount64)
            {
                Monitor.Wait(_gate, (int)leftMs);
            }

            _hasNews = false;
        }
    }

    /// <summary>Sends what was written and takes leave, in the background and for a limited time.</summary>
    public void Close()
    {
        lock (_gate)
        {
            bool open = _state == StreamState.Open;
            _closing = true;
            _state = StreamState.Closed;
            _inputStart = _inputEnd;
            Monitor.PulseAll(_gate);
            _cancel.CancelAfter(open ? LingerMs : 0);
        }
    }

    /// <summary>Waits until a connection that was closed is gone.</summary>
    public void WaitForEnd() => _receiver.Join(2 * LingerMs);

    private void Run()
    {
        bool inHandshake = true;
        TlsCredentials? credentials = null;
        try
        {
            credentials = TlsCredentials.Load(_options);
            using Socket socket = TcpConnector.ConnectAsync(_host, _port, stage => Stage = stage, _cancel.Token).GetAwaiter().GetResult();
            using CancellationTokenRegistration ending = _cancel.Token.Register(socket.Dispose);
            Stage = LinkStage.Secure;
            using var ssl = new SslStream(new NetworkStream(socket));
            ssl.AuthenticateAsClient(Authentication(credentials));
            inHandshake = false;
            Stage = LinkStage.None;
            Opened(ssl.RemoteCertificate as X509Certificate2, credentials.Client);
            var sender = new Thread(() => Send(ssl)) { Name = "tls-send", IsBackground = true };
            sender.Start();
            Receive(socket, ssl);
            Fail("the peer closed the connection");
            sender.Join(LingerMs);
        }
        catch (Exception e)
        {
            Fail(_refusal ?? (e is FormatException ? e.Message : TlsFailure.Of(e, _host, inHandshake, credentials?.Client is not null, _asked)));
        }
    }

    private SslClientAuthenticationOptions Authentication(TlsCredentials credentials)
    {
        var policy = new X509ChainPolicy
        {
            RevocationMode = X509RevocationMode.NoCheck, // as the board, which has no room for lists and no OCSP
            VerificationTime = _time.GetUtcNow().LocalDateTime,
            VerificationTimeIgnored = false,
        };
        if (credentials.Roots is { } roots)
        {
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            policy.CustomTrustStore.AddRange(roots);
        }

        var authentication = new SslClientAuthenticationOptions
        {
            TargetHost = _host,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13, // RFC 8996: nothing older
            CertificateChainPolicy = policy,
            ClientCertificateContext = credentials.ClientContext,
            RemoteCertificateValidationCallback = Verify,
        };
        if (credentials.ClientContext is null)
        {
            authentication.LocalCertificateSelectionCallback = (_, _, _, remote, issuers) =>
            {
                _asked |= remote is not null || issuers.Length > 0;
                return null!;
            };
        }

        return authentication;
    }

    private bool Verify(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors == SslPolicyErrors.None || _options.Insecure)
        {
            return true;
        }

        _refusal = TlsFailure.OfServer(certificate as X509Certificate2, chain, errors, _host, _time.GetUtcNow());
        return false;
    }

    private void Opened(X509Certificate2? server, X509Certificate2? client)
    {
        lock (_gate)
        {
            _server = server;
            _client = client;
            Warn(_time.GetUtcNow());
            _state = _closing ? StreamState.Closed : StreamState.Open;
            _hasNews = true;
            Monitor.PulseAll(_gate);
        }
    }

    private void Warn(DateTimeOffset now)
    {
        string?[] all =
        [
            _options.Insecure ? TlsOptions.InsecureWarning : null,
            TlsFailure.Expiry(_server, "the server's", now),
            TlsFailure.Expiry(_client, "the client's", now),
        ];
        string[] lines = [.. all.OfType<string>()];
        _warning = lines.Length == 0 ? null : string.Join("; ", lines);
        _warnedAt = now;
    }

    private void Receive(Socket socket, SslStream ssl)
    {
        for (int count = ssl.Read(_input, 0, BufferSize); count > 0; count = ssl.Read(_input, 0, BufferSize))
        {
            TcpConnector.AcknowledgeAtOnce(socket);
            lock (_gate)
            {
                _inputStart = 0;
                _inputEnd = _closing ? 0 : count;
                Monitor.PulseAll(_gate);
                while (_inputEnd > _inputStart)
                {
                    Monitor.Wait(_gate);
                }
            }
        }
    }

    private void Send(SslStream ssl)
    {
        try
        {
            bool last = false;
            while (!last)
            {
                int count;
                lock (_gate)
                {
                    while (_outputCount == 0 && !_closing && _state == StreamState.Open)
                    {
                        Monitor.Wait(_gate);
                    }

                    (_output, _sending) = (_sending, _output);
                    (count, _outputCount) = (_outputCount, 0);
                    last = count == 0;
                }

                if (count > 0)
                {
                    ssl.Write(_sending, 0, count);
                }
            }

            ssl.ShutdownAsync().Wait(LingerMs);
            _cancel.Cancel();
        }
        catch (Exception)
        {
            // The receiver finds the reason, an alert perhaps; where it finds none, it is made to end.
            _cancel.CancelAfter(AlertPatienceMs);
        }
    }

    private void Fail(string failure)
    {
        lock (_gate)
        {
            if (!_closing)
            {
                Failure = failure;
                _state = StreamState.Failed;
            }

            _hasNews = true;
            Monitor.PulseAll(_gate);
        }
    }
}
