using System;
using Telenode.Core;
using Telenode.SerialConsole;

namespace Telenode.Tests.SerialConsole;

/// <summary>Two slots: a write is whole or not at all, wherever the power is cut.</summary>
[TestClass]
public class SettingsSlotTests
{
    [TestMethod]
    public void An_empty_store_has_no_settings()
    {
        var settings = new Settings(new CuttingStore());
        Assert.IsFalse(settings.Load());
        Assert.AreEqual(0, settings.Count);
        Assert.AreEqual(0L, settings.Generation);
        Assert.AreEqual(0, settings.DamagedSlots);
    }

    [TestMethod]
    public void Writes_take_turns_between_the_slots()
    {
        var store = new CuttingStore();
        var settings = new Settings(store);
        for (int i = 1; i <= 5; i++)
        {
            settings.TrySet("device.id", "node" + i.ToString(), out string _);
            Assert.IsTrue(settings.Save());
            Settings loaded = Loaded(store);
            Assert.AreEqual("node" + i.ToString(), loaded.Get("device.id"));
            Assert.AreEqual((long)i, loaded.Generation);
        }

        // What was loaded goes on where the other left off.
        Settings next = Loaded(store);
        next.TrySet("device.id", "last", out string _);
        Assert.IsTrue(next.Save());
        Assert.AreEqual("last", Loaded(store).Get("device.id"));
        Assert.AreEqual(6L, Loaded(store).Generation);
    }

    [TestMethod]
    public void A_read_that_fails_is_tried_again()
    {
        var store = new CuttingStore();
        var settings = new Settings(store);
        settings.TrySet("device.id", "first", out string _);
        settings.Save();
        settings.TrySet("device.id", "second", out string _);
        settings.Save();
        for (int failing = 0; failing <= 2; failing++)
        {
            store.FailingReads = failing;
            Assert.AreEqual("second", Loaded(store).Get("device.id"));
        }
    }

    [TestMethod]
    [DataRow(CuttingStore.Nothing)]
    [DataRow(CuttingStore.TheOldBytes)]
    [DataRow(CuttingStore.Garbage)]
    [DataRow(CuttingStore.ErasedFlash)]
    public void A_cut_at_any_byte_of_any_write_leaves_the_old_settings_or_the_new(int behind)
    {
        // Three writes in a row, so that the torn slot is a first one, a second one, and one with an older set in it.
        for (int write = 1; write <= 3; write++)
        {
            int cut = 0;
            bool reachedEnd = false;
            while (!reachedEnd)
            {
                var store = new CuttingStore { Behind = behind };
                var settings = new Settings(store);
                for (int i = 1; i < write; i++)
                {
                    Change(settings, i);
                    Assert.IsTrue(settings.Save());
                }

                Change(settings, write);
                store.CutAt = cut;
                settings.Save();
                store.CutAt = -1;
                Settings after = Loaded(store);
                string id = after.Get("device.id");
                bool isOld = id == IdOf(write - 1) && after.Count == (write == 1 ? 0 : 2);
                bool isNew = id == IdOf(write) && after.Count == 2;
                Assert.IsTrue(isOld || isNew, "cut at " + cut.ToString() + " left " + id);
                reachedEnd = store["settings-" + ((write & 1) == 1 ? "b" : "a")].Length < cut;
                Assert.IsTrue(!reachedEnd || isNew);

                // And the board can be set again.
                Change(after, write + 1);
                Assert.IsTrue(after.Save());
                Assert.AreEqual(IdOf(write + 1), Loaded(store).Get("device.id"));
                cut++;
            }

            Assert.IsTrue(cut > 40);
        }
    }

    [TestMethod]
    public void Any_flipped_bit_of_the_newer_slot_leaves_the_older_set()
    {
        var store = new CuttingStore();
        var settings = new Settings(store);
        Change(settings, 1);
        settings.Save();
        Change(settings, 2);
        settings.Save();
        byte[] newer = store["settings-a"];
        for (int bit = 0; bit < newer.Length * 8; bit++)
        {
            newer[bit >> 3] ^= (byte)(1 << (bit & 7));
            Settings loaded = Loaded(store);
            Assert.AreEqual(IdOf(1), loaded.Get("device.id"), "bit " + bit.ToString());
            Assert.AreEqual(1, loaded.DamagedSlots);
            newer[bit >> 3] ^= (byte)(1 << (bit & 7));
        }

        Assert.AreEqual(IdOf(2), Loaded(store).Get("device.id"));
    }

    [TestMethod]
    public void A_store_that_refuses_a_write_is_told_and_tried_again()
    {
        var store = new CuttingStore();
        var settings = new Settings(store);
        Change(settings, 1);
        settings.Save();
        store.Refuses = true;
        Change(settings, 2);
        Assert.IsFalse(settings.Save());
        Assert.AreEqual(IdOf(1), Loaded(store).Get("device.id"));
        Assert.AreEqual(IdOf(2), settings.Get("device.id"));
        store.Refuses = false;
        Assert.IsTrue(settings.Save());
        Assert.AreEqual(IdOf(2), Loaded(store).Get("device.id"));
        Assert.AreEqual(2L, settings.Generation);
    }

    [TestMethod]
    public void Keys_that_this_firmware_does_not_know_are_kept()
    {
        var store = new CuttingStore();
        store["settings-a"] = Slot(7, SettingsVersion1, "future.key", "x y", "wifi.ssid", "net");
        Settings settings = Loaded(store);
        Assert.AreEqual(2, settings.Count);
        settings.TrySet("wifi.ssid", "other", out string _);
        Assert.IsTrue(settings.Save());
        settings = Loaded(store);
        Assert.AreEqual("future.key", settings.KeyAt(0));
        Assert.AreEqual("x y", settings.ValueAt(0));
        Assert.AreEqual("other", settings.Get("wifi.ssid"));
        Assert.AreEqual(8L, settings.Generation);
        Assert.IsTrue(settings.Unset("future.key"));
    }

    [TestMethod]
    public void A_stored_value_that_the_schema_no_longer_allows_counts_as_not_set()
    {
        var store = new CuttingStore();
        store["settings-b"] = Slot(1, SettingsVersion1, "sample.interval", "never", "uplink.qos", "9");
        Settings settings = Loaded(store);
        Assert.AreEqual(60000L, settings.GetDurationMs("sample.interval"));
        Assert.AreEqual(1, settings.GetInt("uplink.qos"));
        Assert.IsFalse(settings.IsSet("uplink.qos"));
        Assert.AreEqual(2, settings.Count);
    }

    [TestMethod]
    public void Version_0_is_brought_up_to_date()
    {
        var store = new CuttingStore();
        store["settings-a"] = Slot(3, 0, "sensor.1.kind", "bme280", "sensor.1.address", "0x77", "sensor.1.interval", "30", "sensor.1.name", "attic",
            "sensor.2.kind", "battery", "sensor.2.channel", "6", "i2c.data", "33", "sample.interval", "90", "sensor.3.address", "0x40");
        Settings settings = Loaded(store);
        Assert.AreEqual("bme280@i2c1:0x77 name=attic interval=30", settings.Get("sensor.1"));
        Assert.AreEqual("battery channel=6", settings.Get("sensor.2"));
        Assert.AreEqual(33, settings.GetInt("i2c1.data"));
        Assert.AreEqual(90000L, settings.GetDurationMs("sample.interval"));
        Assert.IsFalse(settings.IsSet("sensor.3"));
        Assert.AreEqual(4, settings.Count, "the old keys are gone");
    }

    [TestMethod]
    public void A_slot_with_a_right_checksum_and_wrong_lengths_is_damaged()
    {
        byte[] slot = Slot(1, SettingsVersion1, "wifi.ssid", "net");
        for (int i = 16; i < slot.Length; i++)
        {
            // 0: a key without a name, a value that is too short; 200: past the end.
            for (int value = 0; value <= 200; value += 200)
            {
                var bent = new byte[slot.Length];
                Array.Copy(slot, bent, slot.Length);
                bent[i] = (byte)value;
                Seal(bent);
                var store = new CuttingStore();
                store["settings-a"] = bent;
                var settings = new Settings(store);
                bool isText = (i > 16 && i < 26) || i > 27 || value == slot[i];
                Assert.AreEqual(isText, settings.Load() && settings.DamagedSlots == 0, "byte " + i.ToString());
                settings.TrySet("wifi.ssid", "other", out string _);
                Assert.AreEqual("other", settings.Get("wifi.ssid"));
            }
        }
    }

    private const int SettingsVersion1 = 1;

    private static Settings Loaded(CuttingStore store)
    {
        var settings = new Settings(store);
        settings.Load();
        return settings;
    }

    private static string IdOf(int write) => write == 0 ? "telenode" : "node" + write.ToString();

    private static void Change(Settings settings, int write)
    {
        settings.TrySet("device.id", IdOf(write), out string _);
        settings.TrySet("uplink.user", write == 2 ? "a longer user name than before" : "u", out string _);
    }

    /// <summary>The bytes of a slot, as docs/settings.md describes them.</summary>
    private static byte[] Slot(int generation, int version, params string[] keysAndValues)
    {
        var writer = new ByteWriter();
        var bytes = new byte[512];
        writer.Reset(bytes, 0, bytes.Length);
        writer.WriteUInt32(0);
        writer.WriteUInt16(0x5453);
        writer.WriteByte(version);
        writer.WriteByte(0);
        writer.WriteUInt32(generation);
        writer.WriteUInt32(0);
        for (int i = 0; i < keysAndValues.Length; i += 2)
        {
            byte[] key = System.Text.Encoding.UTF8.GetBytes(keysAndValues[i]);
            byte[] value = System.Text.Encoding.UTF8.GetBytes(keysAndValues[i + 1]);
            writer.WriteByte(key.Length);
            writer.WriteBytes(key, 0, key.Length);
            writer.WriteUInt16(value.Length);
            writer.WriteBytes(value, 0, value.Length);
        }

        var slot = new byte[writer.Count];
        Array.Copy(bytes, slot, slot.Length);
        writer.Reset(slot, 12, 4);
        writer.WriteUInt32(slot.Length - 16);
        Seal(slot);
        return slot;
    }

    private static void Seal(byte[] slot)
    {
        var writer = new ByteWriter();
        writer.Reset(slot, 0, 4);
        writer.WriteUInt32(Crc32.Compute(slot, 4, slot.Length - 4));
    }
}
