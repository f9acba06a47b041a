using Telenode.Core;
using Telenode.Uplinks;

namespace Telenode.Board;

/// <summary>nanoFramework.M2Mqtt behind the port of an MQTT client that is not ours: a connection of it for each time the uplink connects.</summary>
internal sealed class M2MqttPublisher : IMqttPublisher
{
    private M2MqttConnection _connection;

    public StreamState State => _connection == null ? StreamState.Closed : _connection.State;

    public string Failure => _connection == null ? null : _connection.Failure;

    public void Open(EndpointUrl url, UplinkOptions options, string willTopic, string will)
    {
        Close();
        _connection = new M2MqttConnection(url, options, willTopic, will);
    }

    public int Publish(string topic, byte[] payload, int offset, int count, int qos, bool retain) =>
        _connection == null ? 0 : _connection.Publish(topic, payload, offset, count, qos, retain);

    public int TakeOutcome(out bool delivered)
    {
        delivered = false;
        return _connection == null ? 0 : _connection.TakeOutcome(out delivered);
    }

    public void Close()
    {
        if (_connection != null)
        {
            _connection.Close();
            _connection = null;
        }
    }
}
