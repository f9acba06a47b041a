using Telenode.Mqtt;

namespace Telenode.Tests.Mqtt;

/// <summary>The other side of a session as a script: what must leave, byte for byte, what arrives, and what the session makes of it.</summary>
/// <remarks>Bytes are written as hexadecimal pairs and 'text', such as "20 02 00 00" or "00 01 'a'".</remarks>
internal sealed class ScriptedBroker
{
    private readonly int _piece;
    private readonly byte[] _dropped = new byte[1024];
    private byte[] _input = new byte[0];
    private int _taken;

    /// <summary>A broker for a session.</summary>
    /// <param name="session">The session under test.</param>
    /// <param name="piece">Bytes that pass at once in either direction: 1 for byte by byte.</param>
    internal ScriptedBroker(MqttSession session, int piece)
    {
        Session = session;
        _piece = piece;
    }

    internal MqttSession Session { get; }

    internal long Now { get; set; } = 1000;

    /// <summary>Opens a transport.</summary>
    internal ScriptedBroker Open()
    {
        _input = new byte[0];
        _taken = 0;
        Session.Connect(Now);
        return this;
    }

    /// <summary>Opens a transport, lets CONNECT pass unlooked at, answers it and takes the Connected event.</summary>
    internal ScriptedBroker Connects(string connack)
    {
        Open();
        byte[] buffer = new byte[1024];
        Assert.IsTrue(Session.PollTransmit(buffer, 0, buffer.Length) > 0, "CONNECT");
        Assert.AreEqual(0x10, (int)buffer[0], "CONNECT");
        return Gives(connack).Event(MqttEvent.Connected);
    }

    /// <summary>Takes a message to publish.</summary>
    internal ScriptedBroker Publishes(int handle, MqttTopic topic, string payload, int qos)
    {
        byte[] bytes = Parse(payload);
        Assert.AreEqual(handle, Session.TryPublish(topic, bytes, 0, bytes.Length, qos, false), "handle");
        return this;
    }

    /// <summary>Breaks the transport: what has not left and not been taken is lost.</summary>
    internal ScriptedBroker Break()
    {
        Session.TransportClosed(Now);
        return Event(MqttEvent.Closed, 0, MqttReason.TransportClosed);
    }

    /// <summary>Breaks the transport while the caller looks away.</summary>
    internal ScriptedBroker BreakUnpolled()
    {
        Session.TransportClosed(Now);
        return this;
    }

    /// <summary>Lets leave what there is, unlooked at.</summary>
    internal void Drop() => Session.PollTransmit(_dropped, 0, _dropped.Length);

    /// <summary>Exactly these bytes must leave now.</summary>
    internal ScriptedBroker Expects(string bytes)
    {
        Pump();
        byte[] buffer = new byte[4096];
        int count = 0;
        int more;
        do
        {
            more = Session.PollTransmit(buffer, count, _piece < buffer.Length - count ? _piece : buffer.Length - count);
            count += more;
        }
        while (more > 0);
        Assert.AreEqual(Hex(Parse(bytes)), Hex(buffer, count));
        return this;
    }

    /// <summary>These bytes arrive; the session may leave some for later.</summary>
    internal ScriptedBroker Gives(string bytes)
    {
        Pump();
        byte[] added = Parse(bytes);
        byte[] input = new byte[_input.Length - _taken + added.Length];
        System.Array.Copy(_input, _taken, input, 0, _input.Length - _taken);
        System.Array.Copy(added, 0, input, _input.Length - _taken, added.Length);
        _input = input;
        _taken = 0;
        Pump();
        return this;
    }

    /// <summary>The next event must be this one.</summary>
    internal ScriptedBroker Event(MqttEvent what, int handle = 0, int reason = 0)
    {
        Pump();
        Assert.AreEqual((int)what, (int)Session.PollEvent(), "event");
        if (what != MqttEvent.None && what != MqttEvent.Connected)
        {
            Assert.AreEqual(reason, Session.EventReason, "reason");
            if (what != MqttEvent.Closed)
            {
                Assert.AreEqual(handle, Session.EventHandle, "handle");
            }
        }

        return this;
    }

    /// <summary>The next event must be this message.</summary>
    internal ScriptedBroker Message(string topic, string payload)
    {
        Pump();
        Assert.AreEqual((int)MqttEvent.Message, (int)Session.PollEvent(), "event");
        MqttMessage message = Session.Message;
        Assert.AreEqual(topic, System.Text.Encoding.UTF8.GetString(message.TopicBuffer, message.TopicOffset, message.TopicCount));
        Assert.AreEqual(payload, System.Text.Encoding.UTF8.GetString(message.Buffer, message.PayloadOffset, message.PayloadCount));
        return this;
    }

    /// <summary>Nothing more has happened, nothing more leaves.</summary>
    internal ScriptedBroker Quiet() => Event(MqttEvent.None).Expects(string.Empty);

    /// <summary>Time passes, and what is due is done.</summary>
    internal ScriptedBroker Passes(long ms)
    {
        long end = Now + ms;
        while (Session.NextDeadlineMs <= end)
        {
            Now = Session.NextDeadlineMs > Now ? Session.NextDeadlineMs : Now;
            Session.HandleTimeout(Now);
        }

        Now = end;
        return this;
    }

    internal static byte[] Parse(string text)
    {
        byte[] buffer = new byte[text.Length];
        int count = 0;
        int i = 0;
        while (i < text.Length)
        {
            if (text[i] == '\'')
            {
                int end = text.IndexOf('\'', i + 1);
                byte[] part = System.Text.Encoding.UTF8.GetBytes(text.Substring(i + 1, end - i - 1));
                System.Array.Copy(part, 0, buffer, count, part.Length);
                count += part.Length;
                i = end + 1;
            }
            else if (text[i] == ' ')
            {
                i++;
            }
            else
            {
                buffer[count++] = (byte)((Nibble(text[i]) << 4) | Nibble(text[i + 1]));
                i += 2;
            }
        }

        byte[] bytes = new byte[count];
        System.Array.Copy(buffer, 0, bytes, 0, count);
        return bytes;
    }

    private static int Nibble(char c) => c <= '9' ? c - '0' : (c & 0xDF) - 'A' + 10;

    private static string Hex(byte[] bytes) => Hex(bytes, bytes.Length);

    private static string Hex(byte[] bytes, int count)
    {
        const string digits = "0123456789ABCDEF";
        char[] text = new char[count * 3];
        for (int i = 0; i < count; i++)
        {
            text[i * 3] = digits[bytes[i] >> 4];
            text[(i * 3) + 1] = digits[bytes[i] & 15];
            text[(i * 3) + 2] = ' ';
        }

        return new string(text);
    }

    private void Pump()
    {
        while (_taken < _input.Length)
        {
            int piece = _input.Length - _taken < _piece ? _input.Length - _taken : _piece;
            int taken = Session.HandleInput(_input, _taken, piece, Now);
            _taken += taken;
            if (taken < piece)
            {
                return;
            }
        }
    }
}
