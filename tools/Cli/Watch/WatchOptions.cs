using Telenode.Mqtt;
using Telenode.Uplinks;

namespace Telenode.Cli.Watch;

/// <summary>What to watch, and for how long.</summary>
internal sealed record WatchOptions
{
    public const string DefaultFilter = "telenode/#";

    private WatchOptions(EndpointUrl url, string filter)
    {
        Url = url;
        Filter = filter;
    }

    public EndpointUrl Url { get; }

    public string Filter { get; }

    /// <summary>Login and TLS, beside the URL.</summary>
    public Connection Connection { get; init; } = Connection.Default;

    /// <summary>Telemetry messages after which it ends; null for no end.</summary>
    public long? Count { get; init; }

    /// <summary>Time after which it ends, in ms; null for no end.</summary>
    public long? DurationMs { get; init; }

    /// <summary>The broker's address without user, password and filter.</summary>
    public string Broker => $"{Url.Scheme}://{(Url.Host.Contains(':') ? $"[{Url.Host}]" : Url.Host)}:{Url.Port}";

    public static WatchOptions? Create(string url, out string? problem)
    {
        EndpointUrl? endpoint = EndpointUrl.Parse(url, out problem);
        if (endpoint == null)
        {
            return null;
        }

        // A path without wildcards is a device's prefix or a whole topic: "a/#" matches "a" too (MQTT 5 §4.7.1.2).
        string path = endpoint.TopicPrefix;
        string filter = path.Length == 0 ? DefaultFilter : path.AsSpan().ContainsAny('+', '#') ? path : path.TrimEnd('/') + "/#";
        try
        {
            new MqttSession(new MqttOptions()).TrySubscribe(filter, 0);
        }
        catch (ArgumentException)
        {
            problem = $"\"{filter}\" is not a topic filter: '+' stands for one whole level, '#' for all the rest, such as telenode/+/status or telenode/#";
            return null;
        }

        return new WatchOptions(endpoint, filter);
    }
}
