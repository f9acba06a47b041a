using System;
using Telenode.Core;
using Telenode.Mqtt;
using Telenode.Telemetry;

namespace Telenode.Uplinks;

/// <summary>Requests from afar: what is published to <c>PREFIX/DEVICE/command</c> is handed to the node, and its answer is published to
/// <c>…/answer</c> or, in MQTT 5, to the request's response topic with its correlation data (§4.10).</summary>
/// <remarks>
/// One request at a time: the next is taken when the answer to the last has been handed to the session, which the uplink does before it fills
/// packs, so that neither keeps the other waiting for long. A request at QoS 2 is carried out once; at QoS 1 a repetition of the last one is known
/// by its DUP flag, identifier and bytes.
/// </remarks>
internal sealed class MqttDownlink
{
    private const int AnswerBytes = 512;
    private const int SubscribeQos = 2; // the sender chooses: messages come at the lower of theirs and this

    private readonly MqttTopics _topics;
    private readonly IDownlink _node;
    private readonly bool _isSecured;
    private readonly MqttPropertyReader _reader = new MqttPropertyReader();
    private readonly byte[] _answer;
    private int _answerCount;
    private MqttTopic _answerTopic; // null when no answer waits
    private MqttProperties _answerProperties;
    private bool _asked;
    private int _subscribeHandle;
    private int _refused;
    private int _lastIdentifier;
    private long _lastSum;

    /// <summary>Joins a device's topics and what carries out requests.</summary>
    /// <param name="topics">The device's topics.</param>
    /// <param name="node">Carries out requests; null: none are asked for.</param>
    /// <param name="isSecured">Whether requests come over TLS from a server that is verified.</param>
    public MqttDownlink(MqttTopics topics, IDownlink node, bool isSecured)
    {
        _topics = topics;
        _node = node;
        _isSecured = isSecured;
        _answer = new byte[node == null ? 0 : AnswerBytes];
    }

    /// <summary>Bytes of an answer at most.</summary>
    public int AnswerCapacity => _answer.Length;

    /// <summary>Why no request can come, in one line for a person; null otherwise.</summary>
    public string Warning { get; private set; }

    /// <summary>Whether an answer waits: until it has left, no request is carried out.</summary>
    public bool HasAnswer => _answerTopic != null;

    /// <summary>A connection stands: the broker is asked anew, since nobody knows what it has kept.</summary>
    public void Restart()
    {
        _asked = _node == null;
        _subscribeHandle = 0;
    }

    /// <summary>Asks for requests, and publishes the answer that waits, as far as the session has room now.</summary>
    public void Publish(MqttSession session)
    {
        if (!_asked)
        {
            _subscribeHandle = session.TrySubscribe(_topics.CommandName, SubscribeQos);
            _asked = _subscribeHandle != 0;
        }

        if (_answerTopic == null && _refused > 0)
        {
            Answer(null, "error: " + _refused.ToString() + " requests came before the answer to the last had left and were not carried out");
            _refused = 0;
        }

        if (_answerTopic != null)
        {
            int handle = session.TryPublish(_answerTopic, _answer, 0, _answerCount, session.MaximumQos < 1 ? 0 : 1, false, _answerProperties);
            if (handle == -MqttReason.PacketTooLarge && _answerCount > 64)
            {
                Answer(_answerTopic, "error: the answer is larger than the broker takes");
            }
            else if (handle != 0)
            {
                _answerTopic = null;
                _answerProperties = null;
            }
        }
    }

    /// <summary>Takes the answer to a subscribe.</summary>
    public void TakeSubscribed(MqttSession session)
    {
        if (session.EventHandle == _subscribeHandle)
        {
            Warning = session.EventReason < MqttReason.Unspecified
                ? null
                : "the broker does not let the device hear " + _topics.CommandName + " (" + MqttReason.Describe(session.EventReason) + "): it takes no requests";
        }
    }

    /// <summary>Takes the message that the session has just reported.</summary>
    /// <param name="session">The session.</param>
    /// <param name="isSkipped">It was larger than the session's buffer and is not there.</param>
    public void Take(MqttSession session, bool isSkipped)
    {
        MqttMessage message = session.Message;
        if (_node == null || !_topics.Command.Matches(message.TopicBuffer, message.TopicOffset, message.TopicCount))
        {
            return;
        }

        if (HasAnswer)
        {
            _refused++;
        }
        else if (isSkipped)
        {
            Answer(null, "error: the request has " + message.PayloadCount.ToString() + " bytes, which is more than the device takes");
        }
        else if (message.Retain)
        {
            // It would be carried out again at every connection: a retained restart would never end.
            TakeReturnAddress(message);
            Answer(_answerTopic, "error: the request is retained and was not carried out: publish it without retain");
        }
        else if (!IsRepeated(message, session.EventHandle))
        {
            TakeReturnAddress(message);
            _answerCount = _node.Handle(
                message.Buffer, message.PayloadOffset, message.PayloadCount, _isSecured, _answer, 0, _answer.Length);
            if (_answerCount == 0)
            {
                _answerTopic = null;
                _answerProperties = null;
            }
        }
    }

    private bool IsRepeated(MqttMessage message, int identifier)
    {
        if (message.Qos != 1)
        {
            return false; // at QoS 2 the session has seen to it
        }

        long sum = Crc32.Compute(message.Buffer, message.PayloadOffset, message.PayloadCount);
        bool isRepeated = message.Duplicate && identifier == _lastIdentifier && sum == _lastSum;
        _lastIdentifier = identifier;
        _lastSum = sum;
        return isRepeated;
    }

    // Where the answer goes. A response topic that is our own request topic would make us ask ourselves for ever.
    private void TakeReturnAddress(MqttMessage message)
    {
        _answerTopic = _topics.Answer;
        _answerProperties = null;
        if (message.PropertiesCount == 0)
        {
            return;
        }

        MqttPropertyReader reader = _reader;
        reader.Reset(message);
        if (reader.Find(MqttProperty.ResponseTopic) && !_topics.Command.Matches(message.Buffer, reader.Offset, reader.Count))
        {
            _answerTopic = MqttTopic.FromBytes(message.Buffer, reader.Offset, reader.Count) ?? _topics.Answer;
            _answerTopic.UsesAlias = false;
        }

        if (reader.Find(MqttProperty.CorrelationData))
        {
            byte[] data = new byte[reader.Count];
            Array.Copy(message.Buffer, reader.Offset, data, 0, data.Length);
            _answerProperties = new MqttProperties(data.Length + 3);
            _answerProperties.AddBytes(MqttProperty.CorrelationData, data);
        }
    }

    private void Answer(MqttTopic topic, string text)
    {
        _answerTopic = topic ?? _topics.Answer;
        byte[] bytes = System.Text.Encoding.UTF8.GetBytes(text);
        _answerCount = bytes.Length;
        Array.Copy(bytes, 0, _answer, 0, bytes.Length);
    }
}
