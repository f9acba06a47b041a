using System.Globalization;
using Telenode.SimBoard.Decoding;

namespace Telenode.Tests.Host.Encoding;

/// <summary>The examples of RFC 8428 §5 and §6, resolved as §4.6 says.</summary>
[TestClass]
public class SenmlExamplesTests
{
    private const long Now = 1_700_000_000_000;

    [TestMethod]
    public void Single_data_point_now()
    {
        Resolves("""[{"n":"urn:dev:ow:10e2073a01080063","u":"Cel","v":23.1}]""", "urn:dev:ow:10e2073a01080063 23.1 Cel now");
    }

    [TestMethod]
    public void Voltage_and_current_now()
    {
        Resolves(
            """
            [
              {"bn":"urn:dev:ow:10e2073a01080063:","n":"voltage","u":"V","v":120.1},
              {"n":"current","u":"A","v":1.2}
            ]
            """,
            "urn:dev:ow:10e2073a01080063:voltage 120.1 V now",
            "urn:dev:ow:10e2073a01080063:current 1.2 A now");
    }

    private static readonly string[] _currentEachSecond =
    [
        "urn:dev:ow:10e2073a0108006:voltage 120.1 V 1276020076001",
        "urn:dev:ow:10e2073a0108006:current 1.2 A 1276020071001",
        "urn:dev:ow:10e2073a0108006:current 1.3 A 1276020072001",
        "urn:dev:ow:10e2073a0108006:current 1.4 A 1276020073001",
        "urn:dev:ow:10e2073a0108006:current 1.5 A 1276020074001",
        "urn:dev:ow:10e2073a0108006:current 1.6 A 1276020075001",
        "urn:dev:ow:10e2073a0108006:current 1.7 A 1276020076001",
    ];

    [TestMethod]
    public void Current_at_each_second_with_a_version_and_an_exponent()
    {
        Resolves(
            """
            [
              {"bn":"urn:dev:ow:10e2073a0108006:","bt":1.276020076001e+09,
               "bu":"A","bver":5,
               "n":"voltage","u":"V","v":120.1},
              {"n":"current","t":-5,"v":1.2},
              {"n":"current","t":-4,"v":1.3},
              {"n":"current","t":-3,"v":1.4},
              {"n":"current","t":-2,"v":1.5},
              {"n":"current","t":-1,"v":1.6},
              {"n":"current","v":1.7}
            ]
            """,
            _currentEachSecond);
    }

    [TestMethod]
    public void The_same_in_CBOR_with_floating_point_numbers()
    {
        // RFC 8428 §6.
        const string Dump =
            "87a721781b75726e3a6465763a6f773a" + "3130653230373361303130383030363a" + "22fb41d303a15b00106223614120050067766f6c7461676501615602fb405e06"
            + "6666666666a3006763757272656e74062402fb3ff3333333333333a3006763757272656e74062302fb3ff4cccccccccccd"
            + "a3006763757272656e74062202fb3ff6666666666666a3006763757272656e74062102f93e00"
            + "a3006763757272656e74062002fb3ff999999999999aa3006763757272656e74060002fb3ffb333333333333";
        Assert.AreEqual(0xC3 * 2, Dump.Length);
        Resolves(Convert.FromHexString(Dump), _currentEachSecond);
    }

    [TestMethod]
    public void Records_named_by_the_base_name_alone()
    {
        Resolves(
            """
            [
              {"bn":"urn:dev:ow:10e2073a01080063","bt":1.320067464e+09,
               "bu":"%RH","v":20},
              {"u":"lon","v":24.30621},
              {"t":60,"v":20.3},
              {"u":"lat","t":60,"v":60.07965},
              {"u":"%EL","t":150,"v":98}
            ]
            """,
            "urn:dev:ow:10e2073a01080063 20 %RH 1320067464000",
            "urn:dev:ow:10e2073a01080063 24.30621 lon 1320067464000",
            "urn:dev:ow:10e2073a01080063 20.3 %RH 1320067524000",
            "urn:dev:ow:10e2073a01080063 60.07965 lat 1320067524000",
            "urn:dev:ow:10e2073a01080063 98 %EL 1320067614000");
    }

    [TestMethod]
    public void Resolved_records_mean_the_same_as_those_they_came_from()
    {
        Resolves(
            """
            [
              {"n":"urn:dev:ow:10e2073a01080063","u":"%RH","t":1.320067464e+09,"v":20},
              {"n":"urn:dev:ow:10e2073a01080063","u":"lon","t":1.320067464e+09,"v":24.30621}
            ]
            """,
            "urn:dev:ow:10e2073a01080063 20 %RH 1320067464000",
            "urn:dev:ow:10e2073a01080063 24.30621 lon 1320067464000");
    }

    [TestMethod]
    public void Several_data_types()
    {
        Resolves(
            """
            [
              {"bn":"urn:dev:ow:10e2073a01080063:","n":"temp","u":"Cel","v":23.1},
              {"n":"label","vs":"Machine Room"},
              {"n":"open","vb":false},
              {"n":"nfv-reader","vd":"aGkgCg"}
            ]
            """,
            "urn:dev:ow:10e2073a01080063:temp 23.1 Cel now",
            "urn:dev:ow:10e2073a01080063:label Machine Room - now",
            "urn:dev:ow:10e2073a01080063:open false - now",
            "urn:dev:ow:10e2073a01080063:nfv-reader 6869200a - now");
    }

    [TestMethod]
    public void A_base_name_replaced_while_the_base_time_stays()
    {
        Resolves(
            """
            [
              {"bn":"2001:db8::2/","bt":1.320078429e+09,
               "n":"temperature","u":"Cel","v":25.2},
              {"n":"humidity","u":"%RH","v":30},
              {"bn":"2001:db8::1/","n":"temperature","u":"Cel","v":12.3},
              {"n":"humidity","u":"%RH","v":67}
            ]
            """,
            "2001:db8::2/temperature 25.2 Cel 1320078429000",
            "2001:db8::2/humidity 30 %RH 1320078429000",
            "2001:db8::1/temperature 12.3 Cel 1320078429000",
            "2001:db8::1/humidity 67 %RH 1320078429000");
    }

    [TestMethod]
    public void A_record_of_base_fields_alone()
    {
        Resolves(
            """
            [
              {"bn":"urn:dev:ow:10e2073a01080063:"},
              {"n":"temp","u":"Cel","v":23.1},
              {"n":"fan","u":"/","v":0}
            ]
            """,
            "urn:dev:ow:10e2073a01080063:temp 23.1 Cel now",
            "urn:dev:ow:10e2073a01080063:fan 0 / now");
    }

    [TestMethod]
    public void A_tenth_of_a_second_later()
    {
        Resolves(
            """
            [
              {"bt":1.320078429e+09,"bu":"/","n":"2001:db8::3","v":0.5},
              {"n":"2001:db8::3","t":0.1,"v":0}
            ]
            """,
            "2001:db8::3 0.5 / 1320078429000",
            "2001:db8::3 0 / 1320078429100");
    }

    private static void Resolves(string json, params string[] expected) => Resolves(System.Text.Encoding.UTF8.GetBytes(json), expected);

    private static void Resolves(byte[] payload, params string[] expected)
    {
        var decoded = new TelemetryDecoder().Decode(payload, Now);
        Assert.IsNull(decoded.Error, decoded.Error);
        string[] actual = [.. decoded.Readings.Select(Print)];
        CollectionAssert.AreEqual(expected, actual, string.Join("\n", actual));
    }

    private static string Print(DecodedReading reading)
    {
        Assert.AreEqual(reading.TimeIsRelative, reading.TimeMs == Now);
        string time = reading.TimeIsRelative ? "now" : reading.TimeMs.ToString(CultureInfo.InvariantCulture);
        return $"{reading.Name} {reading.ValueText} {reading.Unit ?? "-"} {time}";
    }
}
