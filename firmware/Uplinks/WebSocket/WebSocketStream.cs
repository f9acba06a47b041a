using System;
using Telenode.Core;

namespace Telenode.Uplinks;

/// <summary>MQTT's bytes in the binary frames of a WebSocket (RFC 6455, MQTT 5 §6) over another stream. Allocates nothing while it works.</summary>
/// <remarks>
/// A client without extensions: what is written is one masked frame a call, what is read are the payloads one after another, in
/// whatever frames they came. Pings are answered as the stream is read. Whatever is wrong closes the connection with its code.
/// </remarks>
public sealed class WebSocketStream : IByteStream
{
    private const int LongestTarget = 2048;
    private const int LargestControl = 125;

    // Frames without data that are passed over in one call: a flood of them must not keep the caller from its other work.
    private const int MaxIdleFrames = 16;

    private readonly IByteStream _inner;
    private readonly UpgradeRequest _request;
    private readonly UpgradeResponse _response;
    private readonly FrameHeader _header = new FrameHeader();
    private readonly byte[] _input = new byte[128];
    private readonly FrameWriter _output;
    private readonly byte[] _control = new byte[LargestControl];
    private readonly byte[] _pong = new byte[LargestControl];
    private string _host;
    private int _port;
    private Phase _phase;
    private int _inputStart;
    private int _inputEnd;
    private int _controlCount;
    private int _pongCount;
    private long _payloadLeft;
    private LinkStage _failedStage;

    /// <summary>Creates a closed stream.</summary>
    /// <param name="inner">The closed stream below: TCP for ws, TLS for wss.</param>
    /// <param name="target">Path and query to request, in ASCII without blanks, beginning with a slash, at most 2048 characters.</param>
    /// <param name="defaultPort">The port that the Host header leaves out: 80 for ws, 443 for wss.</param>
    /// <param name="random">For keys and masks.</param>
    /// <exception cref="ArgumentException">The target is not of that form.</exception>
    public WebSocketStream(IByteStream inner, string target, int defaultPort, IRandom random)
    {
        if (target == null || target.Length == 0 || target.Length > LongestTarget || target[0] != '/')
        {
            throw new ArgumentException("target");
        }

        for (int i = 0; i < target.Length; i++)
        {
            if (target[i] <= ' ' || target[i] > '~')
            {
                throw new ArgumentException("target");
            }
        }

        _inner = inner;
        _request = new UpgradeRequest(target, defaultPort, random);
        _response = new UpgradeResponse(_request.Accept);
        _output = new FrameWriter(inner, random, UpgradeRequest.Overhead + target.Length);
    }

    private enum Phase
    {
        Closed = 0,
        Connecting,
        Upgrading,
        Open,
        Failed,
    }

    /// <inheritdoc/>
    public StreamState State
    {
        get
        {
            Advance();
            switch (_phase)
            {
                case Phase.Closed: return StreamState.Closed;
                case Phase.Open: return StreamState.Open;
                case Phase.Failed: return StreamState.Failed;
                default: return StreamState.Opening;
            }
        }
    }

    /// <inheritdoc/>
    public string Failure { get; private set; }

    /// <inheritdoc/>
    public string Warning => _inner.Warning;

    /// <inheritdoc/>
    public LinkStage Stage => _phase == Phase.Failed ? _failedStage : StageNow;

    private LinkStage StageNow => _phase == Phase.Upgrading ? LinkStage.Upgrade : _phase == Phase.Connecting ? _inner.Stage : LinkStage.None;

    /// <inheritdoc/>
    public void Open(string host, int port)
    {
        Close();
        _host = host;
        _port = port;
        _inputStart = 0;
        _inputEnd = 0;
        _pongCount = -1;
        _payloadLeft = 0;
        _response.Reset();
        _header.Reset();
        _inner.Open(host, port);
        _phase = Phase.Connecting;
    }

    /// <inheritdoc/>
    public int Read(byte[] buffer, int offset, int count)
    {
        Buffers.CheckRange(buffer, offset, count);
        Advance();
        int taken = 0;
        int idleFrames = 0;
        bool moved = true;
        while (moved && _phase == Phase.Open && taken < count && idleFrames < MaxIdleFrames)
        {
            if (_payloadLeft > 0 && _header.Opcode <= WebSocketOpcode.Binary)
            {
                int got = ReadPayload(buffer, offset + taken, count - taken);
                taken += got;
                moved = got > 0;
            }
            else
            {
                moved = ReadFrame();
                idleFrames += _header.Done && _payloadLeft > 0 ? 0 : 1;
            }
        }

        if (_phase == Phase.Open)
        {
            SendPong();
            _output.Flush();
        }

        return taken;
    }

    /// <inheritdoc/>
    public int Write(byte[] buffer, int offset, int count)
    {
        Buffers.CheckRange(buffer, offset, count);
        Advance();
        if (_phase != Phase.Open)
        {
            return 0;
        }

        _output.Flush();
        SendPong();
        int taken = count < _output.Room ? count : _output.Room;
        if (taken <= 0)
        {
            return 0;
        }

        _output.Append(WebSocketOpcode.Binary, buffer, offset, taken);
        _output.Flush();
        return taken;
    }

    /// <inheritdoc/>
    public void Close()
    {
        if (_phase == Phase.Open)
        {
            SendClose(WebSocketClose.Normal);
        }

        _inner.Close();
        _phase = Phase.Closed;
        Failure = null;
    }

    private void Advance()
    {
        if (_phase == Phase.Connecting && _inner.State == StreamState.Open)
        {
            _phase = Phase.Upgrading;
            if (!_output.Begin(_request, _host, _port))
            {
                Fail("the host cannot be named to a web server: write it in ASCII, an international name as xn--…");
            }
        }

        if (_phase == Phase.Upgrading)
        {
            _output.Flush();
            while (!_response.Accepted && _response.Failure == null && FillInput())
            {
                _inputStart += _response.HandleInput(_input, _inputStart, _inputEnd - _inputStart);
            }

            if (_response.Accepted)
            {
                _phase = Phase.Open;
            }
            else if (_response.Failure != null)
            {
                Fail(_response.Failure);
            }
        }

        bool isUnderWay = _phase != Phase.Closed && _phase != Phase.Failed;
        if (isUnderWay && _inputStart == _inputEnd && _inner.State == StreamState.Failed)
        {
            Fail(_phase == Phase.Upgrading ? _inner.Failure + ", during the WebSocket request: is that a WebSocket port?" : _inner.Failure);
        }
    }

    // Between frames, or within a control frame. False when nothing is there to go on with.
    private bool ReadFrame()
    {
        if (_payloadLeft == 0 && _header.Done)
        {
            _header.Next();
        }

        if (!FillInput())
        {
            return false;
        }

        if (!_header.Done)
        {
            _inputStart += _header.HandleInput(_input, _inputStart, _inputEnd - _inputStart);
            if (_header.Failure != null)
            {
                FailWith(WebSocketClose.ProtocolError, _header.Failure);
            }
            else if (_header.Done)
            {
                BeginPayload();
            }
        }
        else
        {
            int got = Take(_control, _controlCount, (int)_payloadLeft);
            _controlCount += got;
            EndControl();
        }

        return true;
    }

    private void BeginPayload()
    {
        _payloadLeft = _header.Length;
        _controlCount = 0;
        if (_header.Opcode == WebSocketOpcode.Text)
        {
            // [MQTT-6.0.0-1]
            FailWith(WebSocketClose.UnsupportedData, "the server sent text in a WebSocket, which MQTT does not do: is that an MQTT broker?");
        }
        else if (_header.Opcode >= WebSocketOpcode.Close)
        {
            EndControl();
        }
    }

    private void EndControl()
    {
        if (_payloadLeft > 0)
        {
            return;
        }

        if (_header.Opcode == WebSocketOpcode.Ping)
        {
            // Of several pings the last one's answer is enough (§5.5.3).
            Array.Copy(_control, 0, _pong, 0, _controlCount);
            _pongCount = _controlCount;
        }
        else if (_header.Opcode == WebSocketOpcode.Close)
        {
            TakeClose();
        }
    }

    private void TakeClose()
    {
        int code = _controlCount == 0 ? WebSocketClose.NoStatus : (_control[0] << 8) | _control[1];
        bool isGood = _controlCount == 0
            || (_controlCount >= 2 && WebSocketClose.MaySend(code) && Utf8Text.IsWellFormed(_control, 2, _controlCount - 2));
        if (isGood)
        {
            FailWith(code, WebSocketClose.Describe(code));
        }
        else
        {
            FailWith(WebSocketClose.ProtocolError, "the server closed the WebSocket with a malformed reason");
        }
    }

    private int ReadPayload(byte[] buffer, int offset, int count)
    {
        int wanted = _payloadLeft < count ? (int)_payloadLeft : count;
        if (_inputStart < _inputEnd)
        {
            return Take(buffer, offset, wanted);
        }

        int got = _inner.Read(buffer, offset, wanted);
        _payloadLeft -= got;
        return got;
    }

    // Payload from the input buffer.
    private int Take(byte[] buffer, int offset, int wanted)
    {
        int there = _inputEnd - _inputStart;
        int taken = wanted < there ? wanted : there;
        Array.Copy(_input, _inputStart, buffer, offset, taken);
        _inputStart += taken;
        _payloadLeft -= taken;
        return taken;
    }

    private bool FillInput()
    {
        if (_inputStart == _inputEnd)
        {
            _inputStart = 0;
            _inputEnd = _inner.Read(_input, 0, _input.Length);
        }

        return _inputEnd > _inputStart;
    }

    private void SendPong()
    {
        if (_pongCount >= 0 && _pongCount <= _output.Room)
        {
            _output.Append(WebSocketOpcode.Pong, _pong, 0, _pongCount);
            _pongCount = -1;
        }
    }

    // As far as the way is free: the connection ends at once, without waiting for the peer's own Close.
    private void SendClose(int code)
    {
        _output.Flush();
        int count = code == WebSocketClose.NoStatus ? 0 : 2;
        if (count <= _output.Room)
        {
            _control[0] = (byte)(code >> 8);
            _control[1] = (byte)code;
            _output.Append(WebSocketOpcode.Close, _control, 0, count);
            _output.Flush();
        }
    }

    private void FailWith(int code, string failure)
    {
        SendClose(code);
        Fail(failure);
    }

    private void Fail(string failure)
    {
        _failedStage = StageNow;
        _inner.Close();
        _phase = Phase.Failed;
        Failure = failure;
    }
}
