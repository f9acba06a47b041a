using Telenode.Core;
using Telenode.Drivers;
using Telenode.SerialConsole;

namespace Telenode.Application;

/// <summary>Looks for chips at every address of the I2C buses, an address at a time, and names the kinds that can be there.</summary>
/// <remarks>It reads a byte, which disturbs no measurement; a chip that has nothing to read then is asked by its address alone.</remarks>
internal sealed class BusScan : ILineSource
{
    // I2C reserves the addresses below and above (UM10204 §3.1.12).
    private const int First = 0x08;
    private const int Last = 0x77;

    private const int Buses = 2;

    private readonly ISensorPorts _ports;
    private readonly byte[] _byte = new byte[1];
    private II2cBus _bus;
    private int _number;
    private int _address = Last;
    private int _found;
    private bool _done;

    public BusScan(ISensorPorts ports)
    {
        _ports = ports;
    }

    public string NextLine(long nowMs)
    {
        if (_done)
        {
            return null;
        }

        if (_address == Last)
        {
            return NextBus();
        }

        _address++;
        Status status = _bus.Read(_address, _byte, 0, 1);
        if (status == Status.BusFault && _address == First)
        {
            _address = Last;
            return Name() + ": bus fault: are both lines connected, and pulled up?";
        }

        if (status != Status.Ok)
        {
            return "";
        }

        _found++;
        return Name() + ":0x" + _address.ToString("X2") + "  " + Kinds();
    }

    private string NextBus()
    {
        _number++;
        _bus = _number > Buses ? null : _ports.I2c(_number);
        if (_bus != null)
        {
            _address = First - 1;
            return "";
        }

        if (_number <= Buses)
        {
            return "";
        }

        _done = true;
        return _found == 0 ? "no chip answers" : null;
    }

    private string Name() => "i2c" + _number.ToString();

    private string Kinds()
    {
        string kinds = "";
        for (int kind = 0; kind < SensorKinds.Count; kind++)
        {
            for (int i = 0; SensorKinds.BusAt(kind) == "i2c" && i < SensorKinds.AddressCount(kind); i++)
            {
                if (SensorKinds.AddressAt(kind, i) == _address)
                {
                    kinds += (kinds.Length == 0 ? "" : " or ") + SensorKinds.NameAt(kind);
                }
            }
        }

        return kinds.Length == 0 ? "unknown" : kinds;
    }
}
