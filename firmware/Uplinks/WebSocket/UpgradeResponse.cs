namespace Telenode.Uplinks;

/// <summary>Reads the server's answer to an <see cref="UpgradeRequest"/>: strictly, line by line, within bounds.</summary>
internal sealed class UpgradeResponse
{
    // A line that matters is far shorter; the rest of a longer one is passed over.
    private const int LineSize = 128;
    private const int MaxSize = 4096;

    private const string Malformed = "the server's answer to the WebSocket request is not HTTP/1.1: is that a WebSocket port?";

    private readonly byte[] _accept;
    private readonly byte[] _line = new byte[LineSize];
    private int _length;
    private int _size;
    private bool _afterCr;
    private bool _isFirst;
    private bool _hasUpgrade;
    private bool _hasConnection;
    private bool _hasAccept;
    private bool _hasProtocol;

    public UpgradeResponse(byte[] accept)
    {
        _accept = accept;
    }

    /// <summary>The answer is whole and good: what follows are frames.</summary>
    public bool Accepted { get; private set; }

    /// <summary>Why the answer is not good, or null.</summary>
    public string Failure { get; private set; }

    /// <summary>Starts anew.</summary>
    public void Reset()
    {
        _length = 0;
        _size = 0;
        _afterCr = false;
        _isFirst = true;
        _hasUpgrade = false;
        _hasConnection = false;
        _hasAccept = false;
        _hasProtocol = false;
        Accepted = false;
        Failure = null;
    }

    /// <summary>Takes bytes up to the end of the answer or its first fault.</summary>
    /// <returns>The number taken.</returns>
    public int HandleInput(byte[] buffer, int offset, int count)
    {
        int taken = 0;
        while (taken < count && !Accepted && Failure == null)
        {
            Take(buffer[offset + taken++]);
        }

        return taken;
    }

    private void Take(int next)
    {
        if (++_size > MaxSize)
        {
            Failure = "the server's answer to the WebSocket request is longer than 4096 bytes";
        }
        else if (_afterCr)
        {
            _afterCr = false;
            if (next == '\n')
            {
                TakeLine();
                _length = 0;
            }
            else
            {
                Failure = Malformed;
            }
        }
        else if (next == '\r')
        {
            _afterCr = true;
        }
        else if ((next < ' ' && next != '\t') || next == 127)
        {
            Failure = Malformed;
        }
        else
        {
            if (_length < LineSize)
            {
                _line[_length] = (byte)next;
            }

            _length++;
        }
    }

    private void TakeLine()
    {
        if (_isFirst)
        {
            _isFirst = false;
            TakeStatus();
        }
        else if (_length == 0)
        {
            End();
        }
        else
        {
            TakeHeader();
        }
    }

    // RFC 7230 §3.1.2: HTTP/1.1 SP 3DIGIT SP reason.
    private void TakeStatus()
    {
        bool isHttp = _length >= 12 && Matches(0, 9, "http/1.1 ") && (_length == 12 || _line[12] == ' ');
        int status = 0;
        for (int i = 9; isHttp && i < 12; i++)
        {
            isHttp = _line[i] >= '0' && _line[i] <= '9';
            status = (status * 10) + _line[i] - '0';
        }

        Failure = !isHttp ? Malformed : status == 101 ? null : Describe(status);
    }

    private static string Describe(int status)
    {
        string advice = status == 401 || status == 403 ? "it wants a login of its own, which is not supported"
            : status == 404 ? "the path of the URL is not the broker's, which is often /mqtt"
            : status >= 300 && status < 400 ? "it wants to be asked elsewhere: use the final address"
            : status == 400 || status == 426 ? "it does not take the request: is that a WebSocket port for MQTT?"
            : status >= 500 ? "it has a problem of its own, or the broker behind it is down"
            : "it does not offer a WebSocket there";
        return "the server answers the WebSocket request with HTTP status " + status.ToString() + ": " + advice;
    }

    private void TakeHeader()
    {
        int kept = _length < LineSize ? _length : LineSize;
        int colon = 0;
        while (colon < kept && _line[colon] != ':')
        {
            colon++;
        }

        // No name, no colon, or a blank before the colon or the name, which would be a folded line (RFC 7230 §3.2.4).
        if (colon == 0 || colon == kept || IsBlank(_line[0]) || IsBlank(_line[colon - 1]))
        {
            Failure = Malformed;
            return;
        }

        int start = colon + 1;
        while (start < kept && IsBlank(_line[start]))
        {
            start++;
        }

        int end = kept;
        while (end > start && IsBlank(_line[end - 1]))
        {
            end--;
        }

        TakeField(colon, start, end);
    }

    private void TakeField(int nameLength, int start, int end)
    {
        bool isWhole = _length <= LineSize;
        if (Matches(0, nameLength, "upgrade"))
        {
            _hasUpgrade = isWhole && Matches(start, end, "websocket");
            Failure = _hasUpgrade ? null : "the server upgrades to another protocol than WebSocket";
        }
        else if (Matches(0, nameLength, "connection"))
        {
            _hasConnection |= HasToken(start, end, "upgrade");
        }
        else if (Matches(0, nameLength, "sec-websocket-accept"))
        {
            bool isRight = isWhole && !_hasAccept && end - start == _accept.Length;
            for (int i = 0; isRight && i < _accept.Length; i++)
            {
                isRight = _line[start + i] == _accept[i];
            }

            _hasAccept = true;
            Failure = isRight ? null : "the server's Sec-WebSocket-Accept is wrong: is there a cache or a proxy in between?";
        }
        else if (Matches(0, nameLength, "sec-websocket-protocol"))
        {
            bool isRight = isWhole && !_hasProtocol && Matches(start, end, "mqtt");
            _hasProtocol = true;
            Failure = isRight ? null : "the server chose another WebSocket subprotocol than mqtt: is that an MQTT broker?";
        }
        else if (Matches(0, nameLength, "sec-websocket-extensions"))
        {
            // None was offered (RFC 6455 §4.1).
            Failure = "the server uses a WebSocket extension that was not offered";
        }
    }

    private void End()
    {
        if (!_hasUpgrade || !_hasConnection || !_hasAccept)
        {
            Failure = "the server's answer to the WebSocket request lacks Upgrade, Connection or Sec-WebSocket-Accept";
        }
        else if (!_hasProtocol)
        {
            // [MQTT-6.0.0-4]
            Failure = "the server does not choose the WebSocket subprotocol mqtt: is that an MQTT broker?";
        }
        else
        {
            Accepted = true;
        }
    }

    private static bool IsBlank(int c) => c == ' ' || c == '\t';

    // A comma-separated list holds the token.
    private bool HasToken(int start, int end, string token)
    {
        int from = start;
        for (int i = start; i <= end; i++)
        {
            if (i == end || _line[i] == ',')
            {
                int last = i;
                while (last > from && IsBlank(_line[last - 1]))
                {
                    last--;
                }

                if (Matches(from, last, token))
                {
                    return true;
                }

                from = i + 1;
            }
            else if (from == i && IsBlank(_line[i]))
            {
                from++;
            }
        }

        return false;
    }

    // Without regard to case; the text is in lower case.
    private bool Matches(int start, int end, string text)
    {
        bool same = end - start == text.Length;
        for (int i = 0; same && i < text.Length; i++)
        {
            int c = _line[start + i];
            same = (c >= 'A' && c <= 'Z' ? c | 0x20 : c) == text[i];
        }

        return same;
    }
}
