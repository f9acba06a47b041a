namespace Telenode.Cli;

/// <summary>What the person gave cannot be used; the message says what is wrong and what to give instead.</summary>
internal sealed class BadInputException(string message) : Exception(message);
