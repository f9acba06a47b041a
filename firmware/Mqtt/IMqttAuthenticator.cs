namespace Telenode.Mqtt;

/// <summary>One method of MQTT 5's enhanced authentication (§4.12), such as SCRAM-SHA-256.</summary>
public interface IMqttAuthenticator
{
    /// <summary>Name of the method in UTF-8.</summary>
    byte[] Method { get; }

    /// <summary>The data to send next; only its first <see cref="DataCount"/> bytes count. Unchanged between calls.</summary>
    byte[] Data { get; }

    /// <summary>Bytes of <see cref="Data"/>; 0 for none.</summary>
    int DataCount { get; }

    /// <summary>Begins an exchange: <see cref="Data"/> becomes what CONNECT, or a re-authentication, carries.</summary>
    void Begin();

    /// <summary>Takes the server's data and puts the answer into <see cref="Data"/>.</summary>
    /// <param name="buffer">Where the data lies.</param>
    /// <param name="offset">Its first byte.</param>
    /// <param name="count">Its bytes, 0 when the server sent none.</param>
    /// <param name="isLast">The server says that the exchange has succeeded.</param>
    /// <returns>Whether the exchange may go on or, when last, whether the server has proved itself.</returns>
    bool Continue(byte[] buffer, int offset, int count, bool isLast);
}
