using System;
using Telenode.Core;

namespace Telenode.Telemetry;

/// <summary>The device's channel table: one row for each quantity of each sensor, in the sensors' order, with its last value.</summary>
public sealed class Channels
{
    private readonly Quantity[] _quantities;
    private readonly long[] _lastMantissa;
    private readonly long[] _lastMs;

    /// <summary>Lists the quantities of the sensors.</summary>
    /// <exception cref="ArgumentException">Two quantities have the same name: a receiver could not tell them apart.</exception>
    public Channels(ISensor[] sensors)
        : this(sensors, new Quantity[0])
    {
    }

    /// <summary>Lists the quantities of the sensors, and behind them those of sensors that are gone while readings of them still wait.</summary>
    /// <exception cref="ArgumentException">Two quantities of the sensors have the same name.</exception>
    public Channels(ISensor[] sensors, Quantity[] gone)
    {
        int count = gone.Length;
        for (int i = 0; i < sensors.Length; i++)
        {
            count += sensors[i].QuantityCount;
        }

        _quantities = new Quantity[count];
        _lastMantissa = new long[count];
        _lastMs = new long[count];
        int channel = 0;
        for (int i = 0; i < sensors.Length; i++)
        {
            for (int q = 0; q < sensors[i].QuantityCount; q++)
            {
                Quantity quantity = sensors[i].QuantityAt(q);
                RefuseDuplicate(quantity.Name, channel);
                _lastMs[channel] = Time.Never;
                _quantities[channel++] = quantity;
            }
        }

        for (int i = 0; i < gone.Length; i++)
        {
            _lastMs[channel] = Time.Never;
            _quantities[channel++] = gone[i];
        }
    }

    /// <summary>How many channels there are.</summary>
    public int Count => _quantities.Length;

    /// <summary>What a channel measures.</summary>
    public Quantity this[int channel] => _quantities[channel];

    /// <summary>The channel of a name, or −1.</summary>
    public int Find(string name)
    {
        int channel = _quantities.Length - 1;
        while (channel >= 0 && _quantities[channel].Name != name)
        {
            channel--;
        }

        return channel;
    }

    /// <summary>Whether the channel has had a value since the start.</summary>
    public bool HasValue(int channel) => _lastMs[channel] != Time.Never;

    /// <summary>Mantissa of the channel's last value.</summary>
    public long LastMantissa(int channel) => _lastMantissa[channel];

    /// <summary>Monotonic ms of the channel's last value.</summary>
    public long LastMs(int channel) => _lastMs[channel];

    /// <summary>Changes what a channel measures: a filter gives other units or digits than the sensor.</summary>
    internal void Redefine(int channel, Quantity quantity) => _quantities[channel] = quantity;

    internal void Note(int channel, long mantissa, long monotonicMs)
    {
        _lastMantissa[channel] = mantissa;
        _lastMs[channel] = monotonicMs;
    }

    private void RefuseDuplicate(string name, int count)
    {
        for (int i = 0; i < count; i++)
        {
            if (_quantities[i].Name == name)
            {
                throw new ArgumentException("two sensors measure \"" + name + "\"; give one of them another name");
            }
        }
    }
}
