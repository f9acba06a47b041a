using Telenode.Core;
using Telenode.Telemetry;

namespace Telenode.SimBoard;

/// <summary>Something that happened on a simulated board and is worth a line.</summary>
/// <param name="UnixMs">Device wall time.</param>
/// <param name="Text">One line for a person.</param>
public sealed record BoardEvent(long UnixMs, string Text);

/// <summary>Notices what changes from step to step: the connection and how each sensor fares.</summary>
internal sealed class BoardEvents(Node node, Func<string?> serverFailure)
{
    private const int MostKept = 1000;

    private readonly Queue<BoardEvent> _kept = new();
    private readonly Status[] _statuses = new Status[node.Sampler.Slots.Length];
    private UplinkState _state;
    private string? _failure;
    private string? _warning;
    private string? _serverFailure;

    /// <summary>Compares the node with how it was.</summary>
    public void Notice(long unixMs)
    {
        if (node.Uplink.State != _state)
        {
            _state = node.Uplink.State;
            if (_state == UplinkState.Ready)
            {
                Add(unixMs, "connected");
            }
        }

        if (_state == UplinkState.Ready && node.Uplink.Warning != _warning)
        {
            _warning = node.Uplink.Warning;
            if (_warning is not null)
            {
                Add(unixMs, "warning: " + _warning);
            }
        }

        if (!ReferenceEquals(node.Uplink.Failure, _failure))
        {
            _failure = node.Uplink.Failure;
            if (_failure is not null)
            {
                Add(unixMs, $"{(_state == UplinkState.Ready ? "not delivered" : "not connected")}: {_failure}; trying again");
            }
        }

        if (!ReferenceEquals(serverFailure(), _serverFailure))
        {
            _serverFailure = serverFailure();
            if (_serverFailure is not null)
            {
                Add(unixMs, $"the CoAP server does not listen: {_serverFailure}; trying again");
            }
        }

        for (int i = 0; i < _statuses.Length; i++)
        {
            SensorSlot slot = node.Sampler.Slots[i];
            if (slot.LastStatus != _statuses[i])
            {
                Notice(unixMs, slot, _statuses[i]);
                _statuses[i] = slot.LastStatus;
            }
        }
    }

    /// <summary>Takes out what was noticed, oldest first.</summary>
    public IReadOnlyList<BoardEvent> Take()
    {
        BoardEvent[] taken = [.. _kept];
        _kept.Clear();
        return taken;
    }

    private void Notice(long unixMs, SensorSlot slot, Status before)
    {
        if (slot.LastStatus is not (Status.Ok or Status.Pending))
        {
            Add(unixMs, $"{slot.Sensor.Kind}: {StatusText.Of(slot.LastStatus)}; it is tried again, less and less often up to once a minute");
        }
        else if (slot.LastStatus == Status.Ok && before is not (Status.Ok or Status.Pending))
        {
            Add(unixMs, $"{slot.Sensor.Kind}: works again");
        }
    }

    private void Add(long unixMs, string text)
    {
        if (_kept.Count < MostKept)
        {
            _kept.Enqueue(new BoardEvent(unixMs, text));
        }
    }
}
