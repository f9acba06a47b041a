using Telenode.Core;

namespace Telenode.SimBoard.Broker;

/// <summary>One network connection of a <see cref="BrokerCore"/>, which makes it and works on it.</summary>
public sealed class BrokerConnection
{
    private readonly int _outputHighWater;

    internal BrokerConnection(int outputHighWater) => _outputHighWater = outputHighWater;

    /// <summary>Whether the connection is to be closed now; what the client still sends is ignored.</summary>
    public bool IsClosed => State == ConnectionState.Closed;

    /// <summary>Whether bytes wait to be taken with <see cref="BrokerCore.TakeOutput"/>.</summary>
    public bool HasOutput => Output.Length > 0;

    /// <summary>Whether to read from the client: not while it leaves its answers untaken, so that they do not pile up.</summary>
    public bool WantsInput => State is ConnectionState.AwaitingConnect or ConnectionState.Connected && HasRoom;

    /// <summary>The client identifier; null before its CONNECT is accepted.</summary>
    public string? ClientId { get; internal set; }

    /// <summary>Why the broker closed the connection, for a person; null when it did not.</summary>
    public string? CloseReason { get; internal set; }

    /// <summary>The bytes that wait for the client, at most <paramref name="maximum"/>; <see cref="BrokerCore.ConsumeOutput"/> moves on.</summary>
    public ReadOnlySpan<byte> PeekOutput(int maximum) => Output.Span[..Math.Min(maximum, Output.Length)];

    internal ConnectionState State { get; set; }

    internal ByteBuffer Input { get; } = new();

    internal ByteBuffer Output { get; } = new();

    internal bool HasRoom => Output.Length < _outputHighWater;

    internal Session? Session { get; set; }

    internal bool IsV5 { get; set; }

    /// <summary>One and a half times the keep-alive [MQTT-3.1.2-22], in ms; 0 for none.</summary>
    internal long SilenceLimitMs { get; set; }

    /// <summary>When silence ends the connection: no CONNECT, no packet within the limit, no taking of its last bytes.</summary>
    internal long DeadlineMs { get; set; } = Time.Never;

    /// <summary>PUBLISH packets above QoS 0 that the client can take at once (§4.9).</summary>
    internal int ReceiveMaximum { get; set; } = ushort.MaxValue;

    /// <summary>What is left of <see cref="ReceiveMaximum"/>.</summary>
    internal int Quota { get; set; }

    internal uint MaximumPacketSize { get; set; } = uint.MaxValue;

    /// <summary>Topic names by alias − 1, made at the first alias.</summary>
    internal string?[]? Aliases { get; set; }
}

/// <summary>Where a connection stands.</summary>
internal enum ConnectionState
{
    AwaitingConnect = 0,
    Connected,

    /// <summary>The broker has ended it and its last bytes wait to be taken.</summary>
    Closing,
    Closed,
}
