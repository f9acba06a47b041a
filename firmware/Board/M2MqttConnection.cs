using System;
using System.Threading;
using nanoFramework.M2Mqtt;
using nanoFramework.M2Mqtt.Messages;
using Telenode.Core;
using Telenode.Uplinks;

namespace Telenode.Board;

/// <summary>One connection of nanoFramework.M2Mqtt, from its first packet to its last. The client connects and closes on threads of this class,
/// and reports on its own; the loop takes what they leave here.</summary>
internal sealed class M2MqttConnection
{
    // More publishes than the uplink has under way, announcements included.
    private const int MaxOutcomes = 64;

    private readonly EndpointUrl _url;
    private readonly UplinkOptions _options;
    private readonly string _willTopic;
    private readonly string _will;
    private readonly object _gate = new object();
    private readonly int[] _outcomes = new int[MaxOutcomes];
    private int _first;
    private int _count;
    private MqttClient _client;
    private bool _abandoned;

    public M2MqttConnection(EndpointUrl url, UplinkOptions options, string willTopic, string will)
    {
        _url = url;
        _options = options;
        _willTopic = willTopic;
        _will = will;
        State = StreamState.Opening;
        new Thread(Connect).Start();
    }

    public StreamState State { get; private set; }

    public string Failure { get; private set; }

    public int Publish(string topic, byte[] payload, int offset, int count, int qos, bool retain)
    {
        if (State != StreamState.Open)
        {
            return 0;
        }

        byte[] exact = new byte[count];
        Array.Copy(payload, offset, exact, 0, count);
        try
        {
            int identifier = _client.Publish(topic, exact, null, null, qos == 0 ? MqttQoSLevel.AtMostOnce : MqttQoSLevel.AtLeastOnce, retain);

            // At QoS 0 the identifier means nothing to the broker, and may be 0.
            return identifier == 0 ? 0x10000 : identifier;
        }
        catch (Exception)
        {
            return 0; // its queue is full
        }
    }

    public int TakeOutcome(out bool delivered)
    {
        lock (_gate)
        {
            int outcome = 0;
            if (_count > 0)
            {
                outcome = _outcomes[_first];
                _first = (_first + 1) % MaxOutcomes;
                _count--;
            }

            delivered = outcome > 0;
            return outcome < 0 ? -outcome : outcome;
        }
    }

    /// <summary>Ends it, on a thread of its own: the client's closing waits for its threads.</summary>
    public void Close()
    {
        _abandoned = true;
        State = StreamState.Closed;
        new Thread(CloseClient).Start();
    }

    private void Connect()
    {
        try
        {
            // Resolves the name, which may take long. Of its versions 3.1.1, the default: in version 5 it fails at short acknowledgements.
            var client = new MqttClient(_url.Host, _url.Port, false, null, null, MqttSslProtocols.None);
            client.MqttMsgPublished += OnPublished;
            client.ConnectionClosed += OnClosed;
            _client = client;
            MqttReasonCode code = client.Connect(
                _options.DeviceId,
                _options.User ?? _url.User,
                _options.Password ?? _url.Password,
                true,
                MqttQoSLevel.AtLeastOnce,
                true,
                _willTopic,
                _will,
                true,
                (ushort)_options.KeepAliveSeconds);
            Settle(code == MqttReasonCode.Success ? null : "the broker refused the connection with code " + ((int)code).ToString());
        }
        catch (Exception e)
        {
            Settle("M2Mqtt: " + e.Message);
        }
    }

    private void Settle(string failure)
    {
        if (_abandoned)
        {
            CloseClient();
            return;
        }

        Failure = failure;
        State = failure == null ? StreamState.Open : StreamState.Failed;
    }

    private void OnPublished(object sender, MqttMsgPublishedEventArgs e)
    {
        lock (_gate)
        {
            if (_count < MaxOutcomes)
            {
                _outcomes[(_first + _count++) % MaxOutcomes] = e.IsPublished ? e.MessageId : -e.MessageId;
            }
        }
    }

    private void OnClosed(object sender, EventArgs e)
    {
        if (!_abandoned && State == StreamState.Open)
        {
            Failure = "the connection was closed";
            State = StreamState.Failed;
        }
    }

    private void CloseClient()
    {
        MqttClient client = _client;
        if (client == null)
        {
            return;
        }

        try
        {
            client.Disconnect();
        }
        catch (Exception)
        {
            // There may be no connection to take leave on.
        }

        try
        {
            client.Close();
        }
        catch (Exception)
        {
            // It has done what it could.
        }
    }
}
