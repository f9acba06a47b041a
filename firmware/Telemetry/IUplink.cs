using Telenode.Core;

namespace Telenode.Telemetry;

/// <summary>Where an uplink stands.</summary>
public enum UplinkState
{
    /// <summary>Closed, or never started.</summary>
    Closed = 0,

    /// <summary>Waiting before the next try after a failure.</summary>
    BackingOff,

    /// <summary>On the way to the receiver: resolving, connecting, introducing itself.</summary>
    Connecting,

    /// <summary>Readings can be sent.</summary>
    Ready,
}

/// <summary>Takes readings from the outbox to a receiver and releases them once it has them. One class a URL scheme.</summary>
/// <remarks>It never gives up: after a failure it backs off and tries again, for ever. No call blocks, none throws for what a peer does.</remarks>
public interface IUplink
{
    /// <summary>Where it stands.</summary>
    UplinkState State { get; }

    /// <summary>The last failure in one line for a person, or null when there was none since it was last ready.</summary>
    string Failure { get; }

    /// <summary>What a person should know although readings pass, in one line, such as a server that is not verified; mostly null.</summary>
    string Warning { get; }

    /// <summary>Which stage connecting has reached, or failed at while it backs off; <see cref="LinkStage.None"/> when closed or ready.</summary>
    LinkStage Stage { get; }

    /// <summary>Whether the receiver owes an answer: a simulation must not let virtual time run away from a real peer then.</summary>
    bool AwaitsPeer { get; }

    /// <summary>Bytes handed to the transport since the start.</summary>
    long BytesSent { get; }

    /// <summary>Bytes taken from the transport since the start.</summary>
    long BytesReceived { get; }

    /// <summary>Starts to connect. Does nothing when it is not closed.</summary>
    void Open(long nowMs);

    /// <summary>Moves bytes, answers timeouts, sends what can be sent.</summary>
    /// <param name="nowMs">Monotonic ms.</param>
    /// <param name="holdPartial">More readings are about to come that could share a pack: one that is not full waits.</param>
    /// <returns>Monotonic ms at which to call again even if nothing arrives.</returns>
    long Step(long nowMs, bool holdPartial);

    /// <summary>Takes leave of the receiver and closes; what is not acknowledged stays in the outbox.</summary>
    void Close(long nowMs);

    /// <summary>Closes for a sleep, after which it goes on where it was: the receiver is not told that the board is gone.</summary>
    void Suspend(long nowMs);
}
