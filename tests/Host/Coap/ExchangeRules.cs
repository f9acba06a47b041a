using Telenode.Coap;

namespace Telenode.Tests.Host.Coap;

/// <summary>Rules of RFC 7252 that every datagram of either side must keep.</summary>
internal sealed class ExchangeRules
{
    private readonly HashSet<(int, int)> _confirmable = [];
    private readonly Dictionary<(int, int), string> _content = [];

    public void Check(int side, byte[] datagram)
    {
        var message = new CoapMessage();
        Assert.AreEqual(MessageError.None, message.Parse(datagram, 0, datagram.Length));
        string content = Convert.ToHexString(datagram);
        if (message.Type <= MessageType.NonConfirmable)
        {
            // §4.4: one message ID, one message. A message sent again is the same in every byte (§4.2).
            if (!_content.TryAdd((side, message.MessageId), content))
            {
                Assert.AreEqual(_content[(side, message.MessageId)], content);
                Assert.IsTrue(_confirmable.Contains((side, message.MessageId)), "only confirmable messages are sent again");
            }

            if (message.Type == MessageType.Confirmable)
            {
                _confirmable.Add((side, message.MessageId));
            }
        }
        else
        {
            // §4.2: an acknowledgement or reset answers a message of the other side.
            Assert.IsTrue(_content.ContainsKey((1 - side, message.MessageId)), "an answer to nothing");
        }
    }
}
