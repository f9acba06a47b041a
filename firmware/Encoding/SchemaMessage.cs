using System;
using Telenode.Core;

namespace Telenode.Encoding;

/// <summary>The message that a device publishes retained at every start: how its packs are laid out, with the units that packs may leave out.</summary>
/// <remarks>JSON, so that a person can read it; docs/telemetry-format.md describes it. Written once a boot, so it may allocate.</remarks>
public static class SchemaMessage
{
    /// <summary>Version of the payload layouts; raised when a reader of the one before would misread them.</summary>
    public const int Layout = 1;

    /// <summary>Writes the message.</summary>
    /// <param name="schema">What it describes.</param>
    /// <param name="deviceId">The device as its topics name it.</param>
    /// <param name="format">Format of the packs, such as <see cref="SenmlCborPack.Format"/>.</param>
    /// <param name="buffer">Receives it.</param>
    /// <param name="offset">Where in <paramref name="buffer"/> it starts.</param>
    /// <param name="capacity">Room for it.</param>
    /// <returns>Its bytes, or −1 when it does not fit.</returns>
    /// <exception cref="ArgumentException">Schema, device or format is missing; the range is not within the buffer.</exception>
    public static int Write(PackSchema schema, string deviceId, string format, byte[] buffer, int offset, int capacity)
    {
        RequireContent(schema, deviceId, format);
        var output = new ByteWriter();
        output.Reset(buffer, offset, capacity);
        WriteTo(output, schema, deviceId, format);
        return output.Overflowed ? -1 : output.Count;
    }

    /// <summary>Bytes that the message takes.</summary>
    /// <exception cref="ArgumentException">Schema, device or format is missing.</exception>
    public static int SizeOf(PackSchema schema, string deviceId, string format)
    {
        RequireContent(schema, deviceId, format);
        var output = new ByteWriter();
        output.ResetToCount();
        WriteTo(output, schema, deviceId, format);
        return output.Count;
    }

    private static void RequireContent(PackSchema schema, string deviceId, string format)
    {
        if (schema == null || deviceId == null || format == null)
        {
            throw new ArgumentNullException("schema, deviceId or format");
        }
    }

    private static void WriteTo(ByteWriter output, PackSchema schema, string deviceId, string format)
    {
        var json = new JsonWriter(output);
        json.BeginObject();
        json.WriteName("device");
        json.WriteString(deviceId);
        json.WriteName("boot");
        json.WriteInteger(schema.Boot);
        json.WriteName("format");
        json.WriteString(format);
        json.WriteName("layout");
        json.WriteInteger(Layout);
        json.WriteName("base");
        json.WriteString(schema.BaseName);
        json.WriteName("fields");
        json.BeginArray();
        for (int i = 0; i < schema.ChannelCount; i++)
        {
            json.BeginObject();
            json.WriteName("index");
            json.WriteInteger(i);
            json.WriteName("name");
            json.WriteString(schema.NameOf(i));
            if (schema.UnitOf(i).Length > 0)
            {
                json.WriteName("unit");
                json.WriteString(schema.UnitOf(i));
            }

            json.WriteName("exponent");
            json.WriteInteger(schema.ExponentOf(i));
            json.EndObject();
        }

        json.EndArray();
        json.EndObject();
    }
}
