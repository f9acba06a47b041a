using System;
using Telenode.Mqtt;

namespace Telenode.Uplinks;

/// <summary>The topics of a device: <c>PREFIX/DEVICE/telemetry</c>, <c>…/schema</c>, <c>…/status</c>, <c>…/command</c> and <c>…/answer</c>.</summary>
internal sealed class MqttTopics
{
    public const string DefaultPrefix = "telenode";

    public MqttTopics(string topicPrefix, string deviceId)
    {
        string prefix = topicPrefix.Trim('/');
        if (prefix.IndexOf('+') >= 0 || prefix.IndexOf('#') >= 0 || prefix.IndexOf('\0') >= 0)
        {
            throw new ArgumentException("the topic prefix \"" + prefix + "\" holds + or # which only subscriptions may");
        }

        string device = (prefix.Length == 0 ? DefaultPrefix : prefix) + "/" + deviceId;
        TelemetryName = device + "/telemetry";
        StatusName = device + "/status";
        Telemetry = new MqttTopic(TelemetryName);
        SchemaName = device + "/schema";
        Status = new MqttTopic(StatusName);
        CommandName = device + "/command";
        Command = new MqttTopic(CommandName);
        Answer = new MqttTopic(device + "/answer") { UsesAlias = false };
    }

    /// <summary>The telemetry topic's name.</summary>
    public string TelemetryName { get; }

    /// <summary>The status topic's name.</summary>
    public string StatusName { get; }

    /// <summary>Packs of readings.</summary>
    public MqttTopic Telemetry { get; }

    /// <summary>The name of the topic that tells how packs are laid out; retained.</summary>
    public string SchemaName { get; }

    /// <summary>"online", or "offline" by will; retained.</summary>
    public MqttTopic Status { get; }

    /// <summary>The name of the topic that requests come on.</summary>
    public string CommandName { get; }

    /// <summary>Requests to the device.</summary>
    public MqttTopic Command { get; }

    /// <summary>Answers to them.</summary>
    public MqttTopic Answer { get; }
}
