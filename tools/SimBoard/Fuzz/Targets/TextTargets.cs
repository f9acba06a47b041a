using Telenode.Drivers;
using Telenode.Telemetry;
using Telenode.Uplinks;

namespace Telenode.SimBoard.Fuzz;

/// <summary>A text that a person writes into a setting: it is understood or refused in a line, never thrown back.</summary>
internal abstract class TextTarget : FuzzTarget
{
    public override int MaxInput => 160;

    // Texts are read at the start and when they are set: strings, but in proportion.
    public override long HeapFor(int count) => 20_000 + (200L * count);

    public override void Prepare()
    {
    }

    public override ulong Decode(byte[] buffer, int offset, int count, FuzzRandom random)
    {
        // A setting holds no control characters: SettingSpec refuses them.
        string? refusal = Read(string.Concat(System.Text.Encoding.UTF8.GetString(buffer, offset, count).Select(c => char.IsControl(c) ? ' ' : c)));
        Require(refusal is null || refusal.Length > 0, "it is refused without a reason");
        Require(refusal is null || !refusal.Contains('\n'), "the reason has more than one line");
        return Mix(0, refusal is null ? 0 : Shape(refusal));
    }

    /// <summary>Reads the text.</summary>
    /// <returns>Why it is refused; null when it is understood.</returns>
    protected abstract string? Read(string text);

    // The reason without the words and numbers of the input in it: quoted parts and digits.
    private static int Shape(string refusal)
    {
        int shape = 0;
        bool quoted = false;
        foreach (char c in refusal)
        {
            quoted ^= c == '"';
            shape = quoted || char.IsDigit(c) ? shape : (shape * 31) + c;
        }

        return shape;
    }
}

/// <summary>Filter chains.</summary>
internal sealed class FilterTarget : TextTarget
{
    private readonly Quantity _quantity = new("t", "Cel", -2);

    public override string Name => "filter";

    public override string Decodes => "filter chains, and readings through those that are one";

    public override IReadOnlyList<byte[]> Tokens { get; } = Words(
        "alarm |average |calibrate |clamp |convert |debounce |delta |exponential |gap |heartbeat |max |median |min |multiply |offset |quantize |rate |reject |round |skip_initial |throttle |unit |"
        + ", |->|high |low |hysteresis |below |above |equal |every |5|0.2|-1|64|5%|5min|1h|999999999999999999|0.000000001|K|degF| ");

    protected override string? Read(string text)
    {
        FilterChain? chain = FilterChain.Parse(text, _quantity, out string? error);
        Require(chain is null == error is not null, "neither a chain nor a reason");
        for (int i = 0; chain is not null && i < 12; i++)
        {
            long value = i switch { 3 => long.MinValue, 4 => long.MaxValue, 5 => 0, _ => (i * 7919 % 5000) - 1000 };
            FilterVerdict verdict = chain.Run(ref value, i * 60_000L);
            Require(verdict == FilterVerdict.Drop || value != long.MinValue, "it has wrapped");
        }

        return error;
    }
}

/// <summary>Derived quantities.</summary>
internal sealed class DerivedTarget : TextTarget
{
    public override string Name => "derived";

    public override string Decodes => "derived quantities in settings";

    public override IReadOnlyList<byte[]> Tokens { get; } = Words(
        "dew_point |absolute_humidity |heat_index |altitude |sea_level_pressure |name=|temperature=|humidity=|pressure=|altitude=|reference=|120|1013.25|-430|a.b| |=");

    protected override string? Read(string text)
    {
        DerivedSensor? sensor = DerivedSensor.Parse(text, out string? error);
        Require(sensor is null == error is not null, "neither a sensor nor a reason");
        return error;
    }
}

/// <summary>Sensor lines.</summary>
internal sealed class SensorLineTarget : TextTarget
{
    private readonly SimPorts _ports = new(new SimClock(1, 0));

    public override string Name => "sensor";

    public override string Decodes => "sensor lines in settings";

    public override IReadOnlyList<byte[]> Tokens { get; } = Words(
        "bme280|sht31|scd41|ina219|battery|adc|bh1750|@i2c1|@i2c2:0x76|@adc1:3|@gpio25|@onewire1|:0x|:| name=|a| interval=|30s|5min|0ms| give=|temperature,humidity| upper=100k| lower=| shunt=|=|,");

    protected override string? Read(string text)
    {
        var factory = new SensorFactory(_ports, 1000);
        bool made = factory.Add(text);
        Require(made == factory.Problem is null && factory.Count == (made ? 1 : 0), "neither a sensor nor a reason");
        return factory.Problem;
    }
}

/// <summary>Endpoint URLs.</summary>
internal sealed class UrlTarget : TextTarget
{
    public override string Name => "url";

    public override string Decodes => "endpoint URLs (RFC 3986)";

    public override IReadOnlyList<byte[]> Tokens { get; } = Words("mqtt://|mqtts://|ws://|wss://|coap://|coap+tcp://|user:pass@|host|:1883|:65535|:0|/|?|?prefix=home|#|%20|%C3%A9|%00|%|[::1]|[|]|@|:|+|é");

    protected override string? Read(string text)
    {
        EndpointUrl? url = EndpointUrl.Parse(text, out string? error);
        Require(url is null == error is not null, "neither a URL nor a reason");
        Require(url is null || (url.Host.Length > 0 && url.Port is > 0 and < 65536), "a URL without host or port");
        Require(url?.Password is not { Length: > 0 } password || !url.ToString().StartsWith($"{url.Scheme}://{url.User}:{password}@", StringComparison.Ordinal), "it shows the password");
        return error;
    }
}
