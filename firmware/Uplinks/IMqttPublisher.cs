using Telenode.Core;

namespace Telenode.Uplinks;

/// <summary>An MQTT client that is not ours, such as nanoFramework.M2Mqtt: an uplink wants no more of it than to publish. No call blocks.</summary>
public interface IMqttPublisher
{
    /// <summary>Where its connection stands: open once the broker has accepted it.</summary>
    StreamState State { get; }

    /// <summary>Why it is <see cref="StreamState.Failed"/>, in one line for a person; null otherwise.</summary>
    string Failure { get; }

    /// <summary>Starts to connect, with a clean session. A connection that stands is closed first.</summary>
    /// <param name="url">Host, port and login.</param>
    /// <param name="options">Device id, login, keep-alive.</param>
    /// <param name="willTopic">Where the broker publishes the will, retained at QoS 1.</param>
    /// <param name="will">The will.</param>
    void Open(EndpointUrl url, UplinkOptions options, string willTopic, string will);

    /// <summary>Publishes a message, of which it makes a copy.</summary>
    /// <returns>A handle above 0; 0 when it takes none now.</returns>
    int Publish(string topic, byte[] payload, int offset, int count, int qos, bool retain);

    /// <summary>Takes what a publish has come to.</summary>
    /// <param name="delivered">Whether the broker has acknowledged it, rather than the client given it up.</param>
    /// <returns>Its handle; 0 when there is nothing to tell.</returns>
    int TakeOutcome(out bool delivered);

    /// <summary>Takes leave and forgets what was under way.</summary>
    void Close();
}
