using Telenode.Core;
using Telenode.Uplinks;

namespace Telenode.SimBoard.Fuzz;

/// <summary>A WebSocket client's peer.</summary>
internal abstract class WebSocketTarget : FuzzTarget
{
    /// <summary>The server's answer to the nonce of RFC 6455 §1.3.</summary>
    protected const string Good = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\nSec-WebSocket-Protocol: mqtt\r\n\r\n";

    private readonly byte[] _out = new byte[100];
    private FuzzStream _peer = null!;
    private WebSocketStream _stream = null!;

    public override bool IsStream => true;

    // The reason, a line for a person, when it fails.
    public override long HeapFor(int count) => 1000;

    protected abstract byte[] Prefix { get; }

    public override void Prepare()
    {
        _peer = new FuzzStream(Prefix);
        _stream = new WebSocketStream(_peer, "/mqtt", 80, new Nonce());
        _stream.Open("host", 80);
    }

    public override ulong Decode(byte[] buffer, int offset, int count, FuzzRandom random)
    {
        _peer.Feed(buffer, offset, count);
        _peer.Chunk = random.OneIn(3) ? 1 : 1 + random.Next(100);
        ulong outcome = 0;
        int read = 0;
        while (_stream.State is StreamState.Open or StreamState.Opening)
        {
            Step();
            int taken = _stream.Read(_out, 0, 1 + random.Next(_out.Length));
            Require(taken >= 0 && taken <= _out.Length, "it read more than there is room");
            read += taken;
        }

        Require(_stream.State == StreamState.Failed, "a peer that went away does not fail the stream");
        Require(read <= count, "more data than arrived");
        Require(!string.IsNullOrEmpty(_stream.Failure), "it fails without a reason");
        foreach (char c in _stream.Failure)
        {
            outcome = (outcome * 31) + c;
        }

        return Mix(outcome, Math.Min(read, 20));
    }

    private sealed class Nonce : IRandom
    {
        private static readonly byte[] _nonce = System.Text.Encoding.ASCII.GetBytes("the sample nonce");

        public void Fill(byte[] buffer, int offset, int count) => _nonce.AsSpan(0, count).CopyTo(buffer.AsSpan(offset));
    }
}

/// <summary>The server's HTTP answer.</summary>
internal sealed class WebSocketAnswerTarget : WebSocketTarget
{
    public override string Name => "websocket-answer";

    public override string Decodes => "the HTTP answer that opens a WebSocket (RFC 6455 §4)";

    public override bool IsStream => false;

    public override IReadOnlyList<byte[]> Tokens { get; } = Words(
        "\r\n|\r\n\r\n|\n|: |HTTP/1.1 |101|301|Upgrade: websocket\r\n|Connection: Upgrade\r\n|Sec-WebSocket-Accept: |Sec-WebSocket-Protocol: mqtt\r\n|Sec-WebSocket-Extensions: x\r\n|\0| ");

    protected override byte[] Prefix => [];

    protected override IEnumerable<byte[]> MoreCorpus() => [System.Text.Encoding.ASCII.GetBytes(Good)];
}

/// <summary>The frames behind it.</summary>
internal sealed class WebSocketFrameTarget : WebSocketTarget
{
    private static readonly byte[] _good = System.Text.Encoding.ASCII.GetBytes(Good);

    public override string Name => "websocket-frames";

    public override string Decodes => "WebSocket frames of a server (RFC 6455 §5)";

    public override IReadOnlyList<byte[]> Tokens { get; } =
        [[0x82, 0x01], [0x02, 0x01], [0x80, 0x01], [0x00, 0x00], [0x89, 0x00], [0x8A, 0x00], [0x88, 0x02, 0x03, 0xE8], [0x82, 0x7E, 0x00, 0x7E], [0x82, 0x7F, 0, 0, 0, 0, 0, 1, 0, 0]];

    protected override byte[] Prefix => _good;

    // Makes a short length what is there.
    public override void Repair(FuzzInput part, FuzzRandom random)
    {
        if (part.Count is >= 2 and < 128)
        {
            part.Bytes[1] = (byte)(part.Count - 2);
        }
    }
}
