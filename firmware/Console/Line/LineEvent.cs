namespace Telenode.SerialConsole;

/// <summary>What a byte of input has led to.</summary>
internal enum LineEvent
{
    /// <summary>Nothing beyond the line itself.</summary>
    None = 0,

    /// <summary>The line is complete.</summary>
    Entered,

    /// <summary>Ctrl-C.</summary>
    Interrupted,

    /// <summary>Tab.</summary>
    Complete,

    /// <summary>Ctrl-U: the line is to be emptied.</summary>
    Cleared,

    /// <summary>Ctrl-L: the line is to be drawn anew.</summary>
    Redraw,
}
