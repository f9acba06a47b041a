using System;
using Telenode.Core;

namespace Telenode.Application;

/// <summary>Counts the starts of the board, and takes it to safe mode when it keeps being reset soon after them.</summary>
/// <remarks>
/// In safe mode only the console, Wi-Fi and the settings run, so that what makes the board fail can be mended. It ends by itself
/// after <see cref="SafeModeMs"/>: a board in a greenhouse must not wait for a person when its cause, such as a weak battery, is gone.
/// </remarks>
public sealed class BootGuard
{
    /// <summary>Starts in a row that may be early.</summary>
    public const int EarlyStarts = 5;

    /// <summary>How long a start must live not to be early, in ms.</summary>
    public const int StableMs = 180000;

    // Between two tries to write the count of starts.
    private const int AgainMs = 10000;

    /// <summary>How long safe mode lasts, in ms.</summary>
    public const int SafeModeMs = 600000;

    private readonly BootRecord _record;
    private readonly FlashWear _wear;
    private bool _keeps;
    private long _againMs;
    private bool _settled;

    /// <summary>Counts this start.</summary>
    /// <param name="store">Where the count is kept.</param>
    /// <param name="cause">What the hardware tells of the start.</param>
    /// <param name="goesOn">The boot that goes on after a deep sleep: its waking is no start, and nothing is written. 0 for none.</param>
    /// <param name="wear">Goes on from the count that is kept with that of starts; null for none.</param>
    public BootGuard(IKeyValueStore store, StartCause cause, int goesOn = 0, FlashWear wear = null)
    {
        _wear = wear ?? new FlashWear();
        _record = new BootRecord(store, _wear);
        if (goesOn > 0 && goesOn == _record.Boots)
        {
            Boot = goesOn;
            Reason = RestartReason.DeepSleep;
            GoesOn = true;
            _keeps = true;
            return;
        }

        // A reset in the middle of a sleep is one.
        Reason = cause == StartCause.DeepSleep ? RestartReason.DeepSleep
            : _record.Reason == RestartReason.DeepSleep ? RestartReason.Unknown : _record.Reason;
        bool asked = Reason == RestartReason.SafeMode;
        SafeMode = asked || (_record.Early >= EarlyStarts && Reason != RestartReason.DeepSleep);
        Why = !SafeMode ? null
            : asked ? "safe mode was asked for"
            : "the board was reset " + _record.Early.ToString() + " times in a row within " + (StableMs / 60000).ToString()
                + " minutes of its start, the last time by " + RestartReasonText.Of(Reason);
        _record.Boots++;
        _record.Early += SafeMode || Reason == RestartReason.DeepSleep ? 0 : 1;
        _record.Reason = RestartReason.Unknown;
        _keeps = _record.Write();
        Boot = _record.Boots;
    }

    /// <summary>How often the board has started, this start included.</summary>
    public int Boot { get; private set; }

    /// <summary>Why it started.</summary>
    public RestartReason Reason { get; }

    /// <summary>Whether this is no start but the end of a deep sleep.</summary>
    public bool GoesOn { get; }

    /// <summary>Whether only console, Wi-Fi and settings are to run.</summary>
    public bool SafeMode { get; }

    /// <summary>Why it is in safe mode, in one line for a person; null when it is not.</summary>
    public string Why { get; }

    /// <summary>What is wrong with the count, in one line for a person; mostly null.</summary>
    public string Warning => _keeps ? null : "the count of starts cannot be written: readings of this start and of the next bear the same one";

    /// <summary>Does what is due.</summary>
    /// <param name="upMs">Time since the start, in ms.</param>
    /// <returns>True when safe mode is over: the board is to be restarted with <see cref="RestartReason.SafeModeOver"/>.</returns>
    public bool Step(long upMs)
    {
        if (!SafeMode && upMs >= StableMs)
        {
            Settle();
        }

        if ((!_keeps || _wear.IsDue) && upMs >= _againMs)
        {
            _keeps = _record.Write();
            _againMs = upMs + AgainMs;
        }

        return SafeMode && upMs >= SafeModeMs;
    }

    /// <summary>This start was no early one: the board has lived for long, or has done all it had to and sleeps.</summary>
    public void Settle()
    {
        if (!_settled && _record.Early > 0)
        {
            _record.Early = 0;
            _keeps = _record.Write();
        }

        _settled = true;
    }

    /// <summary>More starts are known than are counted: goes on behind them, since two readings of one number could not be told apart.</summary>
    public void Raise(int boot)
    {
        Boot = boot;
        _record.Boots = boot;
        _keeps = _record.Write();
    }

    /// <summary>Writes down why the board is about to be restarted.</summary>
    public void Note(RestartReason reason)
    {
        switch (reason)
        {
            case RestartReason.Watchdog:
            case RestartReason.Fault:
                break; // counts, like a crash
            case RestartReason.SafeModeOver:
                _record.Early = EarlyStarts - 1; // one more early reset, and it is back
                break;
            case RestartReason.DeepSleep:
                break; // neither a crash nor a proof that the node lives
            default:
                _record.Early = 0;
                break;
        }

        _record.Reason = reason;
        _record.Write();
    }
}
