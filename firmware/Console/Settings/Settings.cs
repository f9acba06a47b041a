using System;
using Telenode.Core;

namespace Telenode.SerialConsole;

/// <summary>The settings: what is set, over the defaults of <see cref="SettingsSchema"/>, kept in two alternating slots of a store.</summary>
/// <remarks>
/// All of it is one buffer, which is also the image that is written: entries in the order of their keys, each the key's length (1 byte),
/// the key, the value's length (2 bytes) and the value in UTF-8. Keys that this firmware does not know, a newer one's, are kept.
/// Get* never fails: a value that does not fit the schema, such as an older firmware's, counts as not set.
/// </remarks>
public sealed class Settings
{
    /// <summary>Room for all settings in bytes, where nothing else is said.</summary>
    public const int DefaultCapacity = 4096;

    private readonly SettingsSlots _slots;
    private readonly byte[] _buffer;
    private readonly int _start;
    private int _end;
    private SettingEffect _pending;

    /// <summary>Empty settings; <see cref="Load"/> fetches what the store has.</summary>
    /// <param name="store">Where they are kept.</param>
    /// <param name="capacity">Bytes for all entries; the only large object that is made.</param>
    public Settings(IKeyValueStore store, int capacity = DefaultCapacity)
    {
        if (store == null || capacity < 64 || capacity > 65535)
        {
            throw new ArgumentException("store and capacity");
        }

        _buffer = new byte[SettingsSlots.HeaderBytes + capacity];
        _start = SettingsSlots.HeaderBytes;
        _end = _start;
        _slots = new SettingsSlots(store, _buffer);
    }

    /// <summary>Looks at values closer than the schema; null for the schema alone.</summary>
    public ISettingsCheck Check { get; set; }

    /// <summary>How often a value has changed since the start.</summary>
    public int Changes { get; private set; }

    /// <summary>Number of the set that is on the medium: how often settings were written in this board's life; 0 before the first time.</summary>
    public long Generation => _slots.Generation;

    /// <summary>Slots that hold a torn or damaged set, found by <see cref="Load"/>; 1 after a power cut in the middle of a write.</summary>
    public int DamagedSlots => _slots.Damaged;

    /// <summary>Entries that are set.</summary>
    public int Count
    {
        get
        {
            int count = 0;
            for (int at = _start; at < _end; at = Next(at))
            {
                count++;
            }

            return count;
        }
    }

    /// <summary>Bytes that entries may still take; one takes its key, its value and 3.</summary>
    public int FreeBytes => _buffer.Length - _end;

    /// <summary>Fetches the newest whole set of the store in place of what is here, and brings an older firmware's up to date.</summary>
    /// <returns>False when the store has none: all is at its default then.</returns>
    public bool Load()
    {
        Changes += _end > _start ? 1 : 0;
        int count = _slots.Load();
        _end = _start + (count > 0 ? count : 0);
        if (count > 0 && _slots.Version < SettingsSlots.CurrentVersion)
        {
            SettingsMigration.FromVersion0(this);
        }

        return count >= 0;
    }

    /// <summary>Writes all into the slot that holds the older set. A power cut leaves the one set or the other, whole.</summary>
    /// <returns>False when the store refused it; the settings hold until the next start then.</returns>
    public bool Save() => _slots.Save(_end - _start);

    /// <summary>The value that counts: what is set, or the default; null where neither is. May be a secret.</summary>
    public string Get(string key)
    {
        SettingSpec spec = Known(key);
        string value = Valid(spec, key);
        return value ?? spec.Default;
    }

    /// <summary>A <see cref="SettingType.Int"/>.</summary>
    public int GetInt(string key) => (int)IntText.Parse(Get(key) ?? "0");

    /// <summary>A <see cref="SettingType.Flag"/>.</summary>
    public bool GetFlag(string key) => SettingSpec.FlagOf(Get(key) ?? "") == 1;

    /// <summary>A <see cref="SettingType.Duration"/> in ms; −1 where none is set and none is the default.</summary>
    public long GetDurationMs(string key) => DurationText.Parse(Get(key));

    /// <summary>A <see cref="SettingType.Key"/> or <see cref="SettingType.Bytes"/>; of other types the UTF-8. Null where none is set.</summary>
    public byte[] GetBytes(string key)
    {
        SettingSpec spec = Known(key);
        string value = Get(key);
        bool isBytes = spec.Type == SettingType.Key || spec.Type == SettingType.Bytes;
        return value == null ? null : isBytes ? KeyBytes.Parse(value) : System.Text.Encoding.UTF8.GetBytes(value);
    }

    /// <summary>Whether a value is set and fits the schema, apart from a default.</summary>
    public bool IsSet(string key) => Valid(Known(key), key) != null;

    /// <summary>Sets a value, in memory: <see cref="Save"/> keeps it.</summary>
    /// <param name="key">The key; upper case counts as lower.</param>
    /// <param name="value">The value. An empty one unsets.</param>
    /// <param name="error">What is wrong and what to do, a sentence without its full stop and without a secret; null when it was set.</param>
    /// <returns>Whether it was set.</returns>
    public bool TrySet(string key, string value, out string error)
    {
        string canonical = SettingsSchema.Canonical(key);
        SettingSpec spec = canonical == null ? null : SettingsSchema.Find(canonical);
        if (spec == null)
        {
            error = NearestKey.Unknown(key);
            return false;
        }

        if (value.Length == 0)
        {
            error = null;
            Unset(canonical);
            return true;
        }

        string problem = spec.Problem(value);
        problem = problem == null && Check != null ? Check.Problem(canonical, value) : problem;
        if (problem != null)
        {
            error = canonical + " " + problem;
            return false;
        }

        int before = Changes;
        if (!Put(canonical, value))
        {
            error = "there is no room left for " + canonical + ": unset what is not needed, " + FreeBytes.ToString() + " bytes are free";
            return false;
        }

        error = null;
        if (Changes != before && spec.Effect > _pending)
        {
            _pending = spec.Effect;
        }

        return true;
    }

    /// <summary>Forgets a value, in memory: the default counts again. Also for keys that the schema does not know.</summary>
    /// <returns>Whether one was set.</returns>
    public bool Unset(string key)
    {
        string canonical = SettingsSchema.Canonical(key);
        int at = canonical == null ? -1 : Find(System.Text.Encoding.UTF8.GetBytes(canonical));
        if (at < 0)
        {
            return false;
        }

        Cut(at);
        Changes++;
        SettingSpec spec = SettingsSchema.Find(canonical);
        if (spec != null && spec.Effect > _pending)
        {
            _pending = spec.Effect;
        }

        return true;
    }

    /// <summary>Forgets all, in memory.</summary>
    public void Clear()
    {
        _end = _start;
        Changes++;
        _pending = SettingEffect.Restart;
    }

    /// <summary>What the changes since the last call need in order to count.</summary>
    public SettingEffect TakeEffect()
    {
        SettingEffect effect = _pending;
        _pending = SettingEffect.None;
        return effect;
    }

    /// <summary>The key of an entry, in the order of the keys; null past the last.</summary>
    /// <param name="index">0 to <see cref="Count"/> − 1; another entry's after a change.</param>
    public string KeyAt(int index)
    {
        int at = At(index);
        return at < 0 ? null : System.Text.Encoding.UTF8.GetString(_buffer, at + 1, _buffer[at]);
    }

    /// <summary>The value of an entry, as it was set; null past the last. May be a secret.</summary>
    public string ValueAt(int index)
    {
        int at = At(index);
        return at < 0 ? null : ValueOf(at);
    }

    /// <summary>The stored text of a key, known to the schema or not, as it stands; null when there is none.</summary>
    internal string Stored(string key)
    {
        int at = Find(System.Text.Encoding.UTF8.GetBytes(key));
        return at < 0 ? null : ValueOf(at);
    }

    /// <summary>Stores a text as it stands. False when there is no room; the old value is there then.</summary>
    internal bool Put(string key, string value)
    {
        byte[] name = System.Text.Encoding.UTF8.GetBytes(key);
        byte[] content = System.Text.Encoding.UTF8.GetBytes(value);
        int at = Find(name);
        if (at >= 0 && ValueOf(at) == value)
        {
            return true;
        }

        int old = at < 0 ? 0 : Next(at) - at;
        int size = 3 + name.Length + content.Length;
        if (size - old > FreeBytes || content.Length > 65535)
        {
            return false;
        }

        if (at >= 0)
        {
            Cut(at);
        }

        at = _start;
        while (at < _end && SettingsOrder.Compare(_buffer, at + 1, _buffer[at], name) < 0)
        {
            at = Next(at);
        }

        Array.Copy(_buffer, at, _buffer, at + size, _end - at);
        _end += size;
        _buffer[at] = (byte)name.Length;
        Array.Copy(name, 0, _buffer, at + 1, name.Length);
        at += 1 + name.Length;
        _buffer[at] = (byte)(content.Length >> 8);
        _buffer[at + 1] = (byte)content.Length;
        Array.Copy(content, 0, _buffer, at + 2, content.Length);
        Changes++;
        return true;
    }

    private static SettingSpec Known(string key) =>
        SettingsSchema.Find(key) ?? throw new ArgumentException("no such setting: " + key);

    private string Valid(SettingSpec spec, string key)
    {
        string value = Stored(key);
        return value == null || spec.Problem(value) != null ? null : value;
    }

    private string ValueOf(int at)
    {
        at += 1 + _buffer[at];
        return System.Text.Encoding.UTF8.GetString(_buffer, at + 2, (_buffer[at] << 8) | _buffer[at + 1]);
    }

    private int At(int index)
    {
        int at = _start;
        for (; at < _end && index > 0; index--)
        {
            at = Next(at);
        }

        return at < _end && index == 0 ? at : -1;
    }

    private int Find(byte[] key)
    {
        for (int at = _start; at < _end; at = Next(at))
        {
            if (_buffer[at] == key.Length && SettingsOrder.Compare(_buffer, at + 1, key.Length, key) == 0)
            {
                return at;
            }
        }

        return -1;
    }

    private void Cut(int at)
    {
        int next = Next(at);
        Array.Copy(_buffer, next, _buffer, at, _end - next);
        _end -= next - at;
    }

    private int Next(int at)
    {
        at += 1 + _buffer[at];
        return at + 2 + ((_buffer[at] << 8) | _buffer[at + 1]);
    }
}
