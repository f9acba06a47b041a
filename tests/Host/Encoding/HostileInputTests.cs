using Telenode.Encoding;
using Telenode.SimBoard.Decoding;

namespace Telenode.Tests.Host.Encoding;

/// <summary>Inputs that are made to take for ever. Random and damaged ones are the targets cbor, senml and json of tests/Host/Fuzz.</summary>
[TestClass]
public class HostileInputTests
{
    [TestMethod]
    public void What_would_take_for_ever_is_refused_at_once()
    {
        byte[] deep = new byte[1_000_000];
        deep.AsSpan().Fill(0x81);
        var reader = new CborReader(64);
        reader.Reset(deep, 0, deep.Length);
        reader.Skip();
        Assert.AreEqual(CborError.TooDeep, reader.Error);
        deep.AsSpan().Fill(0xC1); // tags of tags need no depth
        reader.Reset(deep, 0, deep.Length);
        reader.Skip();
        Assert.AreEqual(CborError.Truncated, reader.Error);

        // 10^100000 + 10^-100000 for each of a thousand records: exactly, each sum would have 200,000 digits.
        byte[] far = System.Text.Encoding.UTF8.GetBytes("[{\"bn\":\"a\",\"bv\":1e-100000,\"v\":1}" + string.Concat(Enumerable.Repeat(",{\"v\":1e100000}", 1000)) + "]");
        Assert.AreEqual(double.PositiveInfinity, new TelemetryDecoder().Decode(far, 0).Readings[1000].Value!.Value.ToDouble());

        byte[] json = System.Text.Encoding.UTF8.GetBytes("[{\"n\":\"a\",\"v\":" + new string('9', 1_000_000) + "}]");
        Assert.IsNotNull(new TelemetryDecoder().Decode(json, 0).Error);
        Assert.IsNotNull(new TelemetryDecoder().Decode(System.Text.Encoding.UTF8.GetBytes(new string('[', 1_000_000)), 0).Error);
    }
}
