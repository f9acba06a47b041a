namespace Telenode.Cli;

/// <summary>How a command ended, for scripts.</summary>
internal static class ExitCode
{
    /// <summary>All went well; for <c>sim</c>: every reading taken was acknowledged.</summary>
    public const int Ok = 0;

    /// <summary>It ran, and not all went well; the output says what and why.</summary>
    public const int Failed = 1;

    /// <summary>It did not run: an option, a URL or a file is wrong.</summary>
    public const int BadInput = 2;
}
