using Telenode.Core;

namespace Telenode.Telemetry;

/// <content>Finding out what the medium holds.</content>
public sealed partial class Journal
{
    /// <summary>Reads what is on the medium.</summary>
    /// <returns>False when the medium cannot be read: then nothing of it counts, and nothing is handed out that would come again.</returns>
    internal bool Open()
    {
        if (TryRead())
        {
            return true;
        }

        SavedCount = 0;
        for (int lease = 1; lease <= Outbox.MaxLeases && !_hasStarted; lease++)
        {
            if (_leases.CountOf(lease) > 0)
            {
                _leases.End(lease);
            }
        }

        _done.Clear();
        _window.Clear();
        _cursor = _log.End;
        _expected = _cursor;
        return false;
    }

    private bool TryRead()
    {
        int count = _store.List(_segments);
        int content = count < 0 ? -2 : _slots.Load();
        if (content == -2)
        {
            return false;
        }

        int end = Load(content);
        if (end < 0)
        {
            content = -1;
            end = Load(-1);
        }

        if (!OpenLog(count, end))
        {
            return false;
        }

        if (content < 0)
        {
            _cursor = _log.FirstOrdinal();
        }

        if (_cursor < 0)
        {
            return false;
        }

        // Headers whose ordinals do not ascend begin behind their end.
        _cursor = _cursor > _log.End ? _log.End : _cursor;
        if (!OpenLayouts(count))
        {
            return false;
        }

        LastBoot = _log.LastBoot > LastBoot ? _log.LastBoot : LastBoot;
        EndLastBoot();
        Rewind();
        IsOpen = true;
        if (!_layouts.IsOwnSaved)
        {
            _layouts.SaveOwn(); // or else before the first record
        }

        return true;
    }

    private bool OpenLog(int count, int end)
    {
        int oldest = 0;
        int newest = 0;
        for (int i = 0; i < count && i < _segments.Length; i++)
        {
            int segment = _segments[i];
            if (IsOfLog(segment))
            {
                oldest = oldest == 0 || segment < oldest ? segment : oldest;
                newest = segment > newest ? segment : newest;
            }
        }

        return _log.Open(oldest, newest, end);
    }

    private static bool IsOfLog(int segment) => segment >= ReadingLog.FirstSegment && segment < ChannelLayouts.FirstFile;

    // Of segments whose readings are done no one need know what their channels were.
    private bool OpenLayouts(int count)
    {
        for (int i = 0; i < count && i < _segments.Length; i++)
        {
            int segment = _segments[i];
            if (IsOfLog(segment))
            {
                int end = _log.EndOf(segment);
                _segments[i] = end < 0 ? -1 : end > _cursor ? segment : 0;
            }

            if (_segments[i] < 0)
            {
                return false;
            }
        }

        return _layouts.Open(_segments, count, !_hasStarted);
    }

    // A boot that goes on after a deep sleep has not ended, and its clock runs on.
    private void EndLastBoot()
    {
        if (_hasStarted && _boot != LastBoot)
        {
            _bases.BeginBoot(LastBoot, _log.LastBoot == LastBoot ? _log.LastUndatedMs : Time.Unknown);
        }
    }

    /// <summary>Opens it ahead of the outbox, for <see cref="LastBoot"/>.</summary>
    /// <returns>False when the medium cannot be read.</returns>
    public bool TryOpen() => IsOpen || Open();
}
