using Telenode.Core;

namespace Telenode.Application;

/// <summary>Counts how often the board's flash was changed, over all its starts: values written, records appended, files deleted.</summary>
/// <remarks>
/// The count is kept where something is written anyhow: with the record of starts, and with the state that a deep sleep keeps. Beside
/// that it costs one write in <see cref="Unkept"/>, which is what a power cut can make it fall short by.
/// </remarks>
public sealed class FlashWear
{
    /// <summary>Changes after which the count is written by itself.</summary>
    public const int Unkept = 256;

    private long _kept;

    /// <summary>Changes so far.</summary>
    public long Changes { get; private set; }

    /// <summary>Whether so many have come that the count should be written.</summary>
    public bool IsDue => Changes - _kept >= Unkept;

    /// <summary>Goes on from a count that was kept.</summary>
    internal void Begin(long kept)
    {
        Changes += kept > _kept ? kept - _kept : 0;
        _kept = kept > _kept ? kept : _kept;
    }

    /// <summary>The count is about to be written: gives it with that write.</summary>
    internal long Keep()
    {
        _kept = Changes + 1;
        return _kept;
    }

    /// <summary>The flash is about to be changed.</summary>
    public void Count() => Changes++;
}

/// <summary>A key-value store whose writes are counted.</summary>
internal sealed class CountedStore : IKeyValueStore
{
    private readonly IKeyValueStore _store;
    private readonly FlashWear _wear;

    private CountedStore(IKeyValueStore store, FlashWear wear)
    {
        _store = store;
        _wear = wear;
    }

    public static CountedStore Of(IKeyValueStore store, FlashWear wear)
    {
        var counted = store as CountedStore;
        return new CountedStore(counted == null ? store : counted._store, wear);
    }

    public int Read(string name, byte[] buffer, int offset, int capacity) => _store.Read(name, buffer, offset, capacity);

    public bool Write(string name, byte[] buffer, int offset, int count)
    {
        _wear.Count();
        return _store.Write(name, buffer, offset, count);
    }

    public bool Remove(string name)
    {
        _wear.Count();
        return _store.Remove(name);
    }

    public bool RemoveAll()
    {
        _wear.Count();
        return _store.RemoveAll();
    }
}

/// <summary>An append store whose writes are counted.</summary>
internal sealed class CountedSegments : IAppendStore
{
    private readonly IAppendStore _store;
    private readonly FlashWear _wear;

    private CountedSegments(IAppendStore store, FlashWear wear)
    {
        _store = store;
        _wear = wear;
    }

    public static CountedSegments Of(IAppendStore store, FlashWear wear)
    {
        var counted = store as CountedSegments;
        return new CountedSegments(counted == null ? store : counted._store, wear);
    }

    public int List(int[] segments) => _store.List(segments);

    public int Read(int segment, int position, byte[] buffer, int offset, int count) => _store.Read(segment, position, buffer, offset, count);

    public bool Append(int segment, byte[] buffer, int offset, int count)
    {
        _wear.Count();
        return _store.Append(segment, buffer, offset, count);
    }

    public bool Delete(int segment)
    {
        _wear.Count();
        return _store.Delete(segment);
    }
}
