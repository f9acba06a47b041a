using System;
using System.Collections;
using Telenode.Core;
using Telenode.Drivers;
using Telenode.SerialConsole;
using Telenode.Telemetry;

namespace Telenode.Application;

/// <summary>The sensors that the settings name, with what is calculated from them and how they are filtered.</summary>
internal sealed class SensorSet
{
    private const int MaxLines = 100;

    private readonly Settings _settings;
    private readonly ProblemList _problems;
    private readonly ArrayList _slots = new ArrayList();

    // The number of the line that each slot was made from.
    private readonly ArrayList _numbers = new ArrayList();

    /// <summary>Makes them. What cannot be made is left out, and told.</summary>
    /// <param name="settings">Names them.</param>
    /// <param name="ports">What they are connected to.</param>
    /// <param name="intervalMs">Time between two measurements; 0: as the settings say.</param>
    /// <param name="own">The device's diagnostics; null for none, and no sensor's status is reported either.</param>
    /// <param name="ownIntervalMs">How often that one measures.</param>
    /// <param name="problems">Receives what is wrong.</param>
    public SensorSet(Settings settings, ISensorPorts ports, long intervalMs, ISensor own, long ownIntervalMs, ProblemList problems)
    {
        _settings = settings;
        _problems = problems;
        intervalMs = intervalMs > 0 ? intervalMs : settings.GetDurationMs("sample.interval");
        var factory = new SensorFactory(ports, intervalMs);
        MakeSensors(factory);
        Named = factory.Count;
        if (own != null)
        {
            Add(new SensorSlot(own, ownIntervalMs, 0), -1);
        }

        MakeDerived();
        Slots = new SensorSlot[_slots.Count];
        var sensors = new ISensor[_slots.Count];
        for (int i = 0; i < sensors.Length; i++)
        {
            Slots[i] = (SensorSlot)_slots[i];
            sensors[i] = Slots[i].Sensor;
        }

        Channels = new Channels(sensors, own == null ? new string[0] : factory.StatusNames());
        MakeFilters();
        Bind();
    }

    /// <summary>How many of the sensors the settings name; they come first.</summary>
    public int Named { get; }

    /// <summary>The sensors, in the channels' order.</summary>
    public SensorSlot[] Slots { get; }

    /// <summary>Their quantities.</summary>
    public Channels Channels { get; }

    /// <summary>Their filters; null for none.</summary>
    public FilterTable Filters { get; private set; }

    /// <summary>The longest time between two readings of a sensor, in ms; 0 when filters make it another.</summary>
    public long ReportIntervalMs
    {
        get
        {
            long longest = 0;
            for (int i = 0; i < Slots.Length && Filters == null; i++)
            {
                long interval = Slots[i].IntervalMs;
                longest = interval != Time.Never && interval > longest ? interval : longest;
            }

            return longest;
        }
    }

    private static bool IsDerived(string line)
    {
        int blank = line.IndexOf(' ');
        return DerivedSensor.IsKind(blank < 0 ? line : line.Substring(0, blank));
    }

    private void Add(SensorSlot slot, int number)
    {
        _slots.Add(slot);
        _numbers.Add(number);
    }

    private void MakeSensors(SensorFactory factory)
    {
        for (int i = 0; i < MaxLines; i++)
        {
            string key = "sensor." + i.ToString();
            string line = _settings.Get(key);
            if (line == null || IsDerived(line))
            {
                continue;
            }

            if (factory.Add(line))
            {
                Add(factory.Slots()[factory.Count - 1], i);
            }
            else
            {
                _problems.Add(key + ": " + factory.Problem);
            }
        }
    }

    // Behind the sensors, since they are calculated from those: a derived quantity then shares their pack.
    private void MakeDerived()
    {
        for (int i = 0; i < MaxLines; i++)
        {
            string key = "sensor." + i.ToString();
            string line = _settings.Get(key);
            if (line == null || !IsDerived(line))
            {
                continue;
            }

            DerivedSensor sensor = DerivedSensor.Parse(line, out string error);
            error = error ?? Twice(sensor);
            if (error == null)
            {
                Add(new SensorSlot(sensor, Time.Never, 0), i);
            }
            else
            {
                _problems.Add(key + ": " + error);
            }
        }
    }

    private string Twice(DerivedSensor sensor)
    {
        string name = sensor.QuantityAt(0).Name;
        for (int i = 0; i < _slots.Count; i++)
        {
            ISensor other = ((SensorSlot)_slots[i]).Sensor;
            for (int q = 0; q < other.QuantityCount; q++)
            {
                if (other.QuantityAt(q).Name == name)
                {
                    return "there is a quantity \"" + name + "\" already";
                }
            }
        }

        return null;
    }

    private void MakeFilters()
    {
        for (int entry = 0; entry < _settings.Count; entry++)
        {
            string key = _settings.KeyAt(entry);
            int at = key.IndexOf(".filter.");
            if (key.IndexOf("sensor.") == 0 && at > 0)
            {
                string error = Filter(key.Substring(7, at - 7), key.Substring(at + 8), _settings.ValueAt(entry));
                if (error != null)
                {
                    _problems.Add(key + ": " + error);
                }
            }
        }
    }

    private string Filter(string number, string quantity, string chain)
    {
        int channel = 0;
        for (int i = 0; i < Slots.Length; i++)
        {
            for (int q = 0; q < Slots[i].Sensor.QuantityCount; q++)
            {
                // The sensor's own name stands before the quantity's, with a dot between.
                string name = Channels[channel].Name;
                if (_numbers[i].ToString() == number && name.Substring(name.LastIndexOf('.') + 1) == quantity)
                {
                    Filters = Filters ?? new FilterTable(Channels);
                    Filters.TrySet(channel, chain, out string error);
                    return error;
                }

                channel++;
            }
        }

        return "sensor " + number + " measures no \"" + quantity + "\"";
    }

    private void Bind()
    {
        for (int i = 0; i < Slots.Length; i++)
        {
            var derived = Slots[i].Sensor as DerivedSensor;
            if (derived != null && !derived.TryBind(Channels, out string error))
            {
                _problems.Add("sensor." + _numbers[i].ToString() + ": " + error);
            }
        }
    }
}
