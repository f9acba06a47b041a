using System;
using Telenode.Core;
using Telenode.Encoding;

namespace Telenode.Telemetry;

/// <summary>The device's channel table: one row for each quantity of each sensor, in the sensors' order, with its last value.</summary>
public sealed class Channels
{
    private static readonly string[] _noNames = { };

    private readonly int _statuses;
    private Quantity[] _quantities;
    private long[] _lastMantissa;
    private long[] _lastMs;

    /// <summary>Lists the quantities of the sensors.</summary>
    /// <exception cref="ArgumentException">Two quantities have the same name: a receiver could not tell them apart.</exception>
    public Channels(ISensor[] sensors)
        : this(sensors, _noNames)
    {
    }

    /// <summary>Lists the quantities of the sensors, behind them how sensors fare, their <see cref="Status"/> as a number.</summary>
    /// <param name="sensors">The sensors.</param>
    /// <param name="statuses">Name of each sensor's status, such as "greenhouse.status", from the first on; those that have none are the last, and those for which a pack's <see cref="PackSchema.MaxChannels"/> leaves no room.</param>
    /// <exception cref="ArgumentException">Two channels of the sensors have the same name, or there are more statuses than sensors.</exception>
    public Channels(ISensor[] sensors, string[] statuses)
    {
        if (statuses.Length > sensors.Length)
        {
            throw new ArgumentException("statuses");
        }

        int count = 0;
        for (int i = 0; i < sensors.Length; i++)
        {
            count += sensors[i].QuantityCount;
        }

        // Quantities go first: a hundred sensors have more than a pack can number together with their statuses.
        int room = count < PackSchema.MaxChannels ? PackSchema.MaxChannels - count : 0;
        _statuses = statuses.Length < room ? statuses.Length : room;
        count += _statuses;

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

        FirstStatus = channel;
        for (int i = 0; i < _statuses; i++)
        {
            RefuseDuplicate(statuses[i], channel);
            _lastMs[channel] = Time.Never;

            // "/" is the registry's unit of plain numbers, such as the value of a switch (RFC 8428 §12.1).
            _quantities[channel++] = new Quantity(statuses[i], "/", 0);
        }
    }

    /// <summary>How many channels there are.</summary>
    public int Count => _quantities.Length;

    /// <summary>Channel of the first sensor's status, those of the others follow in order: all before it are quantities of sensors.</summary>
    public int FirstStatus { get; }

    /// <summary>Channel of a sensor's status; −1 when it has none.</summary>
    public int StatusOf(int sensor) => sensor < _statuses ? FirstStatus + sensor : -1;

    /// <summary>How many channels the sensors have: those behind are of readings that wait although their sensor is gone.</summary>
    public int PresentCount => FirstStatus + _statuses;

    /// <summary>Whether a pack can number one more.</summary>
    internal bool HasRoom => _quantities.Length < PackSchema.MaxChannels;

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

    /// <summary>The channel of a name, a unit and an exponent, or −1.</summary>
    public int Find(Quantity quantity)
    {
        int channel = _quantities.Length - 1;
        while (channel >= 0 && !IsSame(_quantities[channel], quantity))
        {
            channel--;
        }

        return channel;
    }

    /// <summary>The sensors' channels in their order: name, unit and exponent of each, in a line each, two bytes a character. Allocates.</summary>
    internal byte[] Describe()
    {
        string[] lines = new string[PresentCount];
        int size = 0;
        for (int i = 0; i < lines.Length; i++)
        {
            lines[i] = _quantities[i].Name + "\n" + _quantities[i].Unit + "\n" + _quantities[i].Exponent.ToString() + "\n";
            size += 2 * lines[i].Length;
        }

        byte[] bytes = new byte[size];
        var writer = new ByteWriter();
        writer.Reset(bytes, 0, size);
        for (int i = 0; i < lines.Length; i++)
        {
            for (int at = 0; at < lines[i].Length; at++)
            {
                writer.WriteUInt16(lines[i][at]);
            }
        }

        return bytes;
    }

    /// <summary>Adds a row behind all others, for readings that wait although their sensor is gone. Not for a running node: it allocates.</summary>
    /// <returns>The channel.</returns>
    public int Append(Quantity gone)
    {
        int count = _quantities.Length;
        var quantities = new Quantity[count + 1];
        var lastMantissa = new long[count + 1];
        var lastMs = new long[count + 1];
        Array.Copy(_quantities, quantities, count);
        Array.Copy(_lastMantissa, lastMantissa, count);
        Array.Copy(_lastMs, lastMs, count);
        quantities[count] = gone;
        lastMs[count] = Time.Never;
        _quantities = quantities;
        _lastMantissa = lastMantissa;
        _lastMs = lastMs;
        return count;
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

    private static bool IsSame(Quantity a, Quantity b) => a.Name == b.Name && a.Unit == b.Unit && a.Exponent == b.Exponent;

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
