namespace Telenode.Cli.Serial;

/// <summary>A serial port cannot be used; the message says why and what to do.</summary>
internal sealed class SerialException(string message) : IOException(message);
