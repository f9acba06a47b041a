using Telenode.Core;

namespace Telenode.Telemetry;

/// <content>What of the schedule outlives a deep sleep, on a monotonic clock that goes on through it.</content>
public sealed partial class Sampler
{
    /// <summary>Monotonic ms of the next measurement by the schedule; <see cref="Time.Never"/> when there is none.</summary>
    public long NextDueMs
    {
        get
        {
            long next = Time.Never;
            for (int i = 0; i < _slots.Length; i++)
            {
                next = _slots[i].Event == null && _slots[i].DueMs < next ? _slots[i].DueMs : next;
            }

            return next;
        }
    }

    /// <summary>The shortest time between two measurements of a sensor, in ms; <see cref="Time.Never"/> when none has a schedule.</summary>
    public long ShortestIntervalMs
    {
        get
        {
            long shortest = Time.Never;
            for (int i = 0; i < _slots.Length; i++)
            {
                shortest = _slots[i].Event == null && _slots[i].IntervalMs < shortest ? _slots[i].IntervalMs : shortest;
            }

            return shortest;
        }
    }

    /// <summary>Writes when each sensor is due, and what was last told of it.</summary>
    public void Save(ByteWriter writer)
    {
        for (int i = 0; i < _slots.Length; i++)
        {
            SensorSlot slot = _slots[i];
            writer.WriteUInt64(slot.DueMs);
            writer.WriteByte(slot.Reported);
            writer.WriteByte(slot.FailuresInRow);
        }
    }

    /// <summary>Goes on with what was saved of the same sensors, once started: an instant that passed meanwhile is made up for at once.</summary>
    public void Restore(ByteReader reader)
    {
        for (int i = 0; i < _slots.Length; i++)
        {
            SensorSlot slot = _slots[i];
            long dueMs = reader.ReadUInt64();
            byte reported = (byte)reader.ReadByte();
            byte failures = (byte)reader.ReadByte();
            if (reader.Failed)
            {
                return;
            }

            slot.DueMs = slot.Event == null ? dueMs : slot.DueMs;
            slot.Reported = reported;
            slot.FailuresInRow = failures;
        }
    }
}
