using Telenode.Core;
using Telenode.Drivers;
using Telenode.Telemetry;

namespace Telenode.SimBoard;

/// <summary>The sensors of the simulated board: the device's drivers over chip models.</summary>
/// <param name="Drivers">In the channels' order.</param>
/// <param name="Models">The chips behind them.</param>
/// <param name="Measurands">What each channel measures.</param>
internal sealed record SimSensors(ISensor[] Drivers, IExposed[] Models, Measurand[] Measurands)
{
    /// <summary>Seats a chip for everything that the environment knows.</summary>
    public static SimSensors Create(IClock clock, Func<Measurand, bool> knows)
    {
        var drivers = new List<ISensor>();
        var models = new List<IExposed>();
        var bus = new SimI2cBus();
        string? Named(Measurand measurand, string name) => knows(measurand) ? name : null;

        if (knows(Measurand.Temperature) || knows(Measurand.Humidity) || knows(Measurand.Pressure))
        {
            var options = new Bme280Options
            {
                Temperature = Named(Measurand.Temperature, "temperature"),
                Humidity = Named(Measurand.Humidity, "humidity"),
                Pressure = Named(Measurand.Pressure, "pressure"),
            };
            var model = new Bme280Model(clock);
            bus.Seat(options.Address, model);
            models.Add(model);
            drivers.Add(new Bme280(bus, options));
        }

        if (knows(Measurand.Light))
        {
            var options = new Bh1750Options();
            var model = new Bh1750Model(clock);
            bus.Seat(options.Address, model);
            models.Add(model);
            drivers.Add(new Bh1750(bus, options));
        }

        if (knows(Measurand.Battery))
        {
            var model = new AdcModel();
            models.Add(model);
            drivers.Add(new AdcVoltage(model, new AdcVoltageOptions()));
        }

        if (knows(Measurand.CarbonDioxide))
        {
            var options = new Scd4xOptions();
            var model = new Scd4xModel(clock);
            bus.Seat(options.Address, model);
            models.Add(model);
            drivers.Add(new Scd4x(bus, options));
        }

        // The measurands stand in the order of the sensors above, as they were declared.
        Measurand[] order = Enum.GetValues<Measurand>();
        return new SimSensors([.. drivers], [.. models], [.. order.Where(knows)]);
    }
}
