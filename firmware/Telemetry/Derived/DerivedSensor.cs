using Telenode.Core;

namespace Telenode.Telemetry;

/// <summary>A sensor without a chip: it calculates one quantity from those that other sensors have measured at the same moment.</summary>
/// <remarks>
/// It sits in a <see cref="SensorSlot"/> with an interval of <see cref="Time.Never"/>, in any place among the others; the sampler gives it the
/// values, filtered, and lets it measure when it has all of a moment. Each value serves once, and a sensor that failed gives none.
/// </remarks>
public sealed class DerivedSensor : ISensor
{
    /// <summary>How far apart in ms the instants of two values may lie to be of one moment.</summary>
    public const int MomentMs = 1000;

    private readonly DerivedKind _kind;
    private readonly Quantity _quantity;
    private readonly string[] _inputs;
    private readonly long _parameter;

    // For each input: its channel, by how many digits it is finer than the formula takes it, the value, and its instant.
    private readonly int[] _channel;
    private readonly int[] _digits;
    private readonly long[] _value;
    private readonly long[] _instantMs;

    internal DerivedSensor(DerivedKind kind, string name, string[] inputs, long parameter)
    {
        _kind = kind;
        _quantity = new Quantity(name, DerivedText.UnitOf(kind), DerivedText.ExponentOf(kind));
        _inputs = inputs;
        _parameter = parameter;
        _channel = new int[inputs.Length];
        _digits = new int[inputs.Length];
        _value = new long[inputs.Length];
        _instantMs = new long[inputs.Length];
        for (int i = 0; i < inputs.Length; i++)
        {
            _channel[i] = -1;
            _instantMs[i] = Time.Unknown;
        }
    }

    /// <inheritdoc/>
    public string Kind => DerivedText.NameOf(_kind);

    /// <inheritdoc/>
    public int QuantityCount => 1;

    /// <inheritdoc/>
    public long ReadyAtMs { get; private set; }

    /// <inheritdoc/>
    public Quantity QuantityAt(int index) => _quantity;

    /// <summary>Whether a word names a derived quantity, such as <c>dew_point</c>.</summary>
    public static bool IsKind(string word)
    {
        for (DerivedKind kind = DerivedKind.DewPoint; kind <= DerivedKind.SeaLevelPressure; kind++)
        {
            if (DerivedText.NameOf(kind) == word)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Reads a setting.</summary>
    /// <param name="text">Such as <c>dew_point greenhouse</c> or <c>sea_level_pressure altitude=120</c>; docs/filters.md has the grammar.</param>
    /// <param name="error">What is wrong, in a line for a person; null when nothing is.</param>
    /// <returns>The sensor, to be bound, or null when the text is none.</returns>
    public static DerivedSensor Parse(string text, out string error)
    {
        var setting = new DerivedText();
        DerivedSensor sensor = setting.Parse(text);
        error = setting.Error;
        return sensor;
    }

    /// <summary>Finds the channels to calculate from. To be called once all filters are set, which can change units and digits.</summary>
    /// <param name="channels">All channels of the device.</param>
    /// <param name="error">Why it cannot be calculated from them, in a line for a person; null when it can.</param>
    public bool TryBind(Channels channels, out string error)
    {
        error = null;
        for (int i = 0; i < _inputs.Length; i++)
        {
            int channel = channels.Find(_inputs[i]);
            if (channel < 0)
            {
                error = _quantity.Name + " needs \"" + _inputs[i] + "\", which no sensor measures";
                return false;
            }

            string unit = channels[channel].Unit;
            string wanted = DerivedText.InputUnit(_kind, i);
            int hundreds = unit == "hPa" && wanted == "Pa" ? 2 : 0;
            if (unit != wanted && hundreds == 0)
            {
                error = _quantity.Name + " needs " + _inputs[i] + " in " + wanted + ", not in " + unit;
                return false;
            }

            _channel[i] = channel;
            _digits[i] = channels[channel].Exponent + hundreds - DerivedText.InputExponent(_kind, i);
        }

        return true;
    }

    /// <inheritdoc/>
    public Status Begin(long nowMs)
    {
        ReadyAtMs = nowMs;
        return Status.Pending;
    }

    /// <inheritdoc/>
    public Status Fetch(long nowMs, long[] mantissas, int offset)
    {
        long result;
        Status status;
        switch (_kind)
        {
            case DerivedKind.DewPoint:
                status = HumidAir.DewPoint(_value[0], _value[1], out result);
                break;
            case DerivedKind.AbsoluteHumidity:
                status = HumidAir.AbsoluteHumidity(_value[0], _value[1], out result);
                break;
            case DerivedKind.HeatIndex:
                status = HumidAir.HeatIndex(_value[0], _value[1], out result);
                break;
            case DerivedKind.Altitude:
                status = Atmosphere.Altitude(_value[0], _parameter, out result);
                break;
            default:
                status = Atmosphere.SeaLevelPressure(_value[0], _parameter, out result);
                break;
        }

        mantissas[offset] = result;
        return status;
    }

    /// <summary>Whether it calculates from one of some channels.</summary>
    internal bool DependsOn(int firstChannel, int count)
    {
        for (int i = 0; i < _channel.Length; i++)
        {
            if (_channel[i] >= firstChannel && _channel[i] < firstChannel + count)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Takes a value that a sensor has measured, if it calculates from it.</summary>
    /// <returns>Whether it now has all of one moment; those values are used up by the measurement that is to follow.</returns>
    internal bool Take(int channel, long mantissa, long instantMs)
    {
        bool mine = false;
        bool complete = true;
        for (int i = 0; i < _channel.Length; i++)
        {
            if (_channel[i] == channel)
            {
                mine = true;
                _value[i] = Scaled(mantissa, _digits[i]);
                _instantMs[i] = instantMs;
            }

            complete = complete && _instantMs[i] != Time.Unknown && instantMs - _instantMs[i] <= MomentMs && _instantMs[i] - instantMs <= MomentMs;
        }

        for (int i = 0; mine && complete && i < _channel.Length; i++)
        {
            _instantMs[i] = Time.Unknown;
        }

        return mine && complete;
    }

    private static long Scaled(long mantissa, int digits) => digits >= 0
        ? FixedMath.MultiplyDivide(mantissa, FixedMath.Power10(digits), 1)
        : FixedMath.Divide(mantissa, FixedMath.Power10(-digits));
}
