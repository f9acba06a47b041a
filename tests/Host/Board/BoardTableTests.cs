using System.Text.Json;
using Telenode.Board;

namespace Telenode.Tests.Host.Board;

/// <summary>nanoFramework.json, by which boards are flashed, and the table that the firmware carries say the same.</summary>
[TestClass]
public sealed class BoardTableTests
{
    [TestMethod]
    public void The_table_in_the_firmware_is_that_of_nanoFramework_json()
    {
        using JsonDocument json = JsonDocument.Parse(Repository.Read("nanoFramework.json"));
        JsonElement[] boards = [.. json.RootElement.GetProperty("boards").EnumerateArray()];
        Assert.HasCount(4, boards);
        foreach (JsonElement board in boards)
        {
            string name = board.GetProperty("name").GetString()!;
            BoardTable table = BoardTable.Of(board.GetProperty("target").GetString());
            Assert.AreEqual(name, table.Name);
            Assert.AreEqual(board.GetProperty("title").GetString(), table.Title);
            Assert.AreEqual(board.GetProperty("i2c").GetProperty("sda").GetInt32(), table.I2cData, name);
            Assert.AreEqual(board.GetProperty("i2c").GetProperty("scl").GetInt32(), table.I2cClock, name);
            JsonElement console = board.GetProperty("console");
            Assert.AreEqual("COM2", console.GetProperty("port").GetString(), "Program opens the second UART");
            Assert.AreEqual(console.GetProperty("tx").GetInt32(), table.ConsoleTransmit, name);
            Assert.AreEqual(console.GetProperty("rx").GetInt32(), table.ConsoleReceive, name);
            JsonElement led = board.GetProperty("led");
            Assert.AreEqual(led.ValueKind == JsonValueKind.Null ? -1 : led.GetProperty("pin").GetInt32(), table.Led, name);
            Assert.IsTrue(led.ValueKind == JsonValueKind.Null || led.GetProperty("onWhenHigh").GetBoolean() == table.LedOnWhenHigh, name);
        }
    }

    [TestMethod]
    [DataRow("ESP32_PSRAM_REV0", "esp32")]
    [DataRow("ESP32_S3_OCTAL", "esp32-s3")]
    [DataRow("XIAO_ESP32C3", "esp32")]
    [DataRow("", "esp32")]
    public void Other_images_of_a_chip_are_known_by_their_beginning(string target, string name) =>
        Assert.AreEqual(name, BoardTable.Of(target).Name);
}
