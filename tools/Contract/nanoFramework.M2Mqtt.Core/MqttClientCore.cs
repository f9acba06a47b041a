using System;
using nanoFramework.M2Mqtt.Messages;

[assembly: System.Reflection.AssemblyVersion("5.1.220.0")]

namespace nanoFramework.M2Mqtt
{
    public enum MqttSslProtocols
    {
        None = 0,
    }

    public interface IMqttClient
    {
        public delegate void ConnectionClosedEventHandler(object sender, EventArgs e);

        public delegate void MqttMsgPublishedEventHandler(object sender, MqttMsgPublishedEventArgs e);
    }
}

namespace nanoFramework.M2Mqtt.Messages
{
    public enum MqttQoSLevel
    {
        AtMostOnce = 0,
        AtLeastOnce = 1,
    }

    public enum MqttReasonCode
    {
        Success = 0,
    }

    public class MqttMsgPublishedEventArgs : EventArgs
    {
        public extern MqttMsgPublishedEventArgs(ushort messageId);

        public extern ushort MessageId { get; }

        public extern bool IsPublished { get; }
    }
}
