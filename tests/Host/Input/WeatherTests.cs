using Telenode.SimBoard;

namespace Telenode.Tests.Host.Input;

[TestClass]
public class WeatherTests
{
    private const long Minute = 60_000;
    private const long Day = 24 * 60 * Minute;
    private static readonly long MidSummer = DateTimeOffset.Parse("2031-06-21T00:00:00Z").ToUnixTimeMilliseconds();

    [TestMethod]
    public void The_same_seed_and_time_give_the_same_weather_and_another_seed_another()
    {
        Assert.AreEqual(Get(new Weather(5), Measurand.Temperature, MidSummer), Get(new Weather(5), Measurand.Temperature, MidSummer));
        Assert.AreNotEqual(Get(new Weather(5), Measurand.Temperature, MidSummer), Get(new Weather(6), Measurand.Temperature, MidSummer));
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(77)]
    public void A_whole_year_stays_within_what_the_chips_can_measure(int seed)
    {
        var weather = new Weather(seed);
        for (long time = MidSummer; time < MidSummer + (366 * Day); time += 37 * Minute)
        {
            AssertWithin(weather, Measurand.Temperature, time, -25, 40);
            AssertWithin(weather, Measurand.Humidity, time, 5, 100);
            AssertWithin(weather, Measurand.Pressure, time, 98_000, 104_000);
            AssertWithin(weather, Measurand.Light, time, 0, 54_000);
            AssertWithin(weather, Measurand.Battery, time, 3.3, 4.25);
        }
    }

    [TestMethod]
    public void A_summer_day_is_bright_and_warm_in_the_afternoon_and_dark_at_night()
    {
        var weather = new Weather(1);
        Assert.AreEqual(0, Get(weather, Measurand.Light, MidSummer));
        Assert.IsGreaterThan(1000, Get(weather, Measurand.Light, MidSummer + (Day / 2)));
        Assert.IsGreaterThan(
            Get(weather, Measurand.Temperature, MidSummer + (Day / 8)), Get(weather, Measurand.Temperature, MidSummer + (Day * 5 / 8)));
    }

    [TestMethod]
    public void Humidity_falls_when_the_air_warms()
    {
        var weather = new Weather(1);
        double[] temperatures = new double[600];
        double[] humidities = new double[600];
        for (int i = 0; i < temperatures.Length; i++)
        {
            temperatures[i] = Get(weather, Measurand.Temperature, MidSummer + (i * 47 * Minute));
            humidities[i] = Get(weather, Measurand.Humidity, MidSummer + (i * 47 * Minute));
        }

        double meanT = temperatures.Average();
        double meanH = humidities.Average();
        double covariance = temperatures.Zip(humidities, (t, h) => (t - meanT) * (h - meanH)).Average();
        double spread = Math.Sqrt(temperatures.Average(t => (t - meanT) * (t - meanT)) * humidities.Average(h => (h - meanH) * (h - meanH)));
        Assert.IsLessThan(-0.5, covariance / spread);
    }

    [TestMethod]
    public void Nothing_jumps_from_one_second_to_the_next()
    {
        var weather = new Weather(3);
        for (long time = MidSummer; time < MidSummer + Day; time += 1000)
        {
            AssertStep(weather, Measurand.Temperature, time, 0.03);
            AssertStep(weather, Measurand.Humidity, time, 0.2);
            AssertStep(weather, Measurand.Pressure, time, 2);
            AssertStep(weather, Measurand.Battery, time, 0.0021);
        }
    }

    [TestMethod]
    public void Asking_takes_no_heap()
    {
        var weather = new Weather(3);
        Get(weather, Measurand.Light, MidSummer);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
        {
            for (Measurand measurand = Measurand.Temperature; measurand <= Measurand.CarbonDioxide; measurand++)
            {
                weather.TryGet(measurand, MidSummer + i, out _);
            }
        }

        Assert.AreEqual(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static double Get(Weather weather, Measurand measurand, long time)
    {
        Assert.IsTrue(weather.TryGet(measurand, time, out FixedPoint value));
        return value.ToDouble();
    }

    private static void AssertWithin(Weather weather, Measurand measurand, long time, double low, double high)
    {
        double value = Get(weather, measurand, time);
        Assert.IsTrue(value >= low && value <= high, $"{measurand} {value} at {time}");
    }

    private static void AssertStep(Weather weather, Measurand measurand, long time, double most)
    {
        double step = Math.Abs(Get(weather, measurand, time + 1000) - Get(weather, measurand, time));
        Assert.IsTrue(step <= most, $"{measurand} steps {step} at {time}");
    }
}
