using Telenode.Core;

namespace Telenode.Telemetry;

/// <summary>A sensor whose chip is calibrated when a person asks for it.</summary>
/// <remarks>A request is carried out by the next measurement, which takes longer by it: nothing waits. When that measurement fails, so does the request.</remarks>
public interface ICalibratedSensor : ISensor
{
    /// <summary>What can be asked for, such as "co2 PPM | factory-reset": words to type, and values in capitals.</summary>
    string CalibrationUsage { get; }

    /// <summary>How the last request ended: <see cref="Status.Pending"/> until the next measurement has carried it out; <see cref="Status.OutOfRange"/> when the chip refused.</summary>
    Status Calibration { get; }

    /// <summary>What the last request has done, or why it has not, for a person; null before the first.</summary>
    string CalibrationResult { get; }

    /// <summary>Takes a request, in place of one that is not carried out yet.</summary>
    /// <param name="what">One of the words of <see cref="CalibrationUsage"/>.</param>
    /// <param name="value">Its value; empty when none was given.</param>
    /// <returns>Null, or what is wrong, in a line for a person; nothing is changed then.</returns>
    string Calibrate(string what, string value);
}
