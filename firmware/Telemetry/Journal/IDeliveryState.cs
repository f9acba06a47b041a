namespace Telenode.Telemetry;

/// <summary>What a receiver and an uplink share about readings under way, such as an MQTT session, and what must survive a reset with them.</summary>
public interface IDeliveryState
{
    /// <summary>Writes the state; it names readings by the numbers of their leases.</summary>
    /// <returns>Bytes written; 0 when there is nothing to keep or it does not fit.</returns>
    int Save(byte[] buffer, int offset, int capacity);
}
