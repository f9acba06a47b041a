using System.Buffers.Binary;
using Telenode.Core;
using Telenode.SerialConsole;

namespace Telenode.SimBoard.Fuzz;

/// <summary>Lines of a settings text.</summary>
internal sealed class SettingsLineTarget : FuzzTarget
{
    private readonly Settings _again = new(new SlotStore(), 1024);
    private Settings _settings = null!;

    public override string Name => "settings";

    public override string Decodes => "settings as text, a line key = value each";

    public override bool IsStream => true;

    public override int MaxInput => 160;

    public override IReadOnlyList<byte[]> Tokens { get; } = Words(
        "wifi.ssid|wifi.password|uplink.url|uplink.user|uplink.qos|sample.interval|sensor.1|sensor.1.kind|sensor.1.filter.temperature|device.id| = |=|\n|\r\n|#|\"|\\|\\\"|30s|mqtt://h|true|1|\uFEFF|é");

    // A misspelt key is compared with every key of the schema, which takes some 40 KB that are free again at once.
    public override long HeapFor(int count) => 100_000 + (20_000L * count);

    public override void Prepare() => _settings = new Settings(new SlotStore(), 1024);

    public override ulong Decode(byte[] buffer, int offset, int count, FuzzRandom random)
    {
        var import = new SettingsImport(_settings);
        ulong outcome = 0;
        int lines = 0;
        foreach (string line in System.Text.Encoding.UTF8.GetString(buffer, offset, count).Split('\n'))
        {
            string? refusal = import.Take(line);
            Require(refusal is null || refusal.Length > 0, "it is refused without a reason");
            outcome = Mix(outcome, refusal is null ? 0 : refusal[0]);
            lines++;
        }

        import.End();
        Require(import.Taken + import.Refused <= lines, "more lines than there are");
        int kept = _settings.Count;
        if (kept > 0)
        {
            RequireSameAgain(random.Next(kept));
        }

        return Mix(outcome, kept);
    }

    // What is kept can be written as a line, and read back as the same value. One of them: this costs more than the import.
    private void RequireSameAgain(int index)
    {
        string key = _settings.KeyAt(index);
        string value = _settings.ValueAt(index);
        _again.Clear();
        string? refusal = new SettingsImport(_again).Take(key + " = " + SettingsImport.Quoted(value));
        Require(SettingsSchema.Find(key) is not null, $"{key} is kept, which is no setting");
        bool unusable = !_settings.IsSet(key); // a sensor of version 0 that is none today
        Require(unusable || (refusal is null && _again.Count == 1 && _again.ValueAt(0) == value), $"{key} is another after export and import: {refusal}");
    }
}

/// <summary>The bytes of a settings slot, as a flash that has lost its mind gives them.</summary>
internal sealed class SettingsSlotTarget : FuzzTarget
{
    private readonly SlotStore _store = new();
    private Settings _settings = null!;

    public override string Name => "settings-slot";

    public override string Decodes => "a settings slot on flash";

    public override long HeapFor(int count) => 50_000 + (500L * count);

    public override void Prepare() => _settings = new Settings(_store, 1024);

    public override ulong Decode(byte[] buffer, int offset, int count, FuzzRandom random)
    {
        _store.Value = buffer.AsMemory(offset, count);
        bool loaded = _settings.Load();
        ulong outcome = Mix(Mix(0, loaded ? 1 : 0), _settings.DamagedSlots);
        for (int i = 0; i < _settings.Count; i++)
        {
            Step();
            string key = _settings.KeyAt(i);
            if (random.OneIn(16) && SettingsSchema.Find(key) is SettingSpec spec)
            {
                _settings.Get(key);
                outcome = Mix(outcome, (_settings.IsSet(key) ? 8 : 0) + (int)spec.Type);
            }

            outcome = Mix(outcome, key.Length + _settings.ValueAt(i).Length);
        }

        // A setting can be made and saved whatever was there.
        Require(_settings.TrySet("device.id", "node", out string error) || _settings.FreeBytes < 32, error);
        Require(_settings.Save() && _settings.Get("device.id") is not null, "it cannot be saved");
        return outcome;
    }

    // Makes magic, length and CRC right.
    public override void Repair(FuzzInput part, FuzzRandom random)
    {
        if (part.Count >= 16)
        {
            part.Bytes[4] = (byte)'T';
            part.Bytes[5] = (byte)'S';
            BinaryPrimitives.WriteInt32BigEndian(part.Bytes.AsSpan(12), part.Count - 16);
            BinaryPrimitives.WriteUInt32BigEndian(part.Bytes, (uint)Crc32.Compute(part.Bytes, 4, part.Count - 4));
        }
    }

    protected override IEnumerable<byte[]> MoreCorpus()
    {
        var store = new SlotStore();
        var settings = new Settings(store, 1024);
        settings.TrySet("device.id", "node", out _);
        settings.TrySet("wifi.ssid", "net", out _);
        settings.TrySet("sensor.1", "bme280", out _);
        settings.Save();
        return [store.Value.ToArray()];
    }
}

/// <summary>A store of one value under every name.</summary>
internal sealed class SlotStore : IKeyValueStore
{
    public ReadOnlyMemory<byte> Value { get; set; }

    public int Read(string name, byte[] buffer, int offset, int capacity)
    {
        if (Value.Length == 0 || Value.Length > capacity)
        {
            return -1;
        }

        Value.Span.CopyTo(buffer.AsSpan(offset));
        return Value.Length;
    }

    public bool Write(string name, byte[] buffer, int offset, int count)
    {
        Value = buffer.AsSpan(offset, count).ToArray();
        return true;
    }

    public bool Remove(string name) => true;

    public bool RemoveAll() => true;
}
