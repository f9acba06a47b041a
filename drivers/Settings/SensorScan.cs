using System;
using Telenode.Core;

namespace Telenode.Drivers;

/// <summary>Looks for sensors on a board's I2C buses and 1-Wire lines, a step at a time, and names what it finds.</summary>
/// <remarks>
/// It disturbs no measurement and changes nothing: an address is tried by reading a byte, and an identity register is asked only at
/// addresses where it means an identity, by writing its number and nothing else. Chips without an identity are named by
/// their address, as what they can be.
/// </remarks>
public sealed class SensorScan
{
    // I2C reserves the addresses below and above (UM10204 §3.1.12).
    private const int First = 0x08;
    private const int Last = 0x77;
    private const int Buses = 2;

    private readonly ISensorPorts _ports;
    private readonly byte[] _out = new byte[1];
    private readonly byte[] _in = new byte[2];
    private II2cBus _bus;
    private OneWireSearch _search;
    private int _number;
    private int _address = Last;
    private bool _oneWire;

    /// <summary>Stands before the first bus.</summary>
    /// <exception cref="ArgumentException">There are no ports.</exception>
    public SensorScan(ISensorPorts ports)
    {
        _ports = ports ?? throw new ArgumentException("ports");
    }

    /// <summary>What has been found so far.</summary>
    public int Found { get; private set; }

    /// <summary>Whether every bus has been looked at.</summary>
    public bool Done { get; private set; }

    /// <summary>Takes one step: an address, a chip on a 1-Wire line, or the next bus. It takes a transfer or two, on 1-Wire about 15 ms.</summary>
    /// <returns>A line such as <c>i2c1:0x76  bme280</c>; empty when this step has found nothing.</returns>
    public string Step()
    {
        if (Done)
        {
            return "";
        }

        if (_search != null)
        {
            return StepOneWire();
        }

        if (_address == Last)
        {
            return NextBus();
        }

        _address++;
        return StepI2c();
    }

    private string NextBus()
    {
        _number++;
        if (_number > Buses)
        {
            _number = 0;
            Done = _oneWire;
            _oneWire = true;
        }
        else if (_oneWire)
        {
            IOneWireBus bus = _ports.OneWire(_number);
            _search = bus == null ? null : new OneWireSearch(bus);
        }
        else
        {
            _bus = _ports.I2c(_number);
            _address = _bus == null ? Last : First - 1;
        }

        return "";
    }

    private string StepI2c()
    {
        Status status = _bus.Read(_address, _in, 0, 1);
        string name = "i2c" + _number.ToString();
        if (status == Status.BusFault && _address == First)
        {
            _address = Last;
            return name + ": bus fault: are both lines connected, and pulled up?";
        }

        // A chip that has nothing to give refuses a read, not to be addressed; a transfer without data names no register.
        if (status == Status.Absent)
        {
            status = _bus.Write(_address, _out, 0, 0);
        }

        if (status != Status.Ok)
        {
            return "";
        }

        Found++;
        return name + ":0x" + _address.ToString("X2") + "  " + Identify();
    }

    private string StepOneWire()
    {
        string name = "onewire" + _number.ToString();
        Status status = _search.Next();
        if (status == Status.Ok)
        {
            Found++;
            string line = name + ":" + RomCode.TextOf(_search.Rom) + "  " + (_search.Rom[0] == 0x28 ? "ds18b20" : "unknown 1-wire chip");
            _search = _search.HasMore ? _search : null;
            return line;
        }

        _search = null;
        return status == Status.Absent ? "" : name + ": " + StatusText.Of(status);
    }

    // By the identity registers of the kinds that can be at this address; else all that can.
    private string Identify()
    {
        if (_address >= 0x76 && Register(0xD0, 1) && (_in[0] == 0x60 || _in[0] == 0x58))
        {
            return _in[0] == 0x60 ? "bme280" : "bmp280";
        }

        if (_address >= 0x18 && _address <= 0x1F && Register(0x06, 2) && _in[0] == 0x00 && _in[1] == 0x54)
        {
            return "mcp9808";
        }

        if (_address >= 0x40 && _address <= 0x4F && Register(0xFE, 2) && _in[0] == 0x54 && _in[1] == 0x49)
        {
            return "ina226";
        }

        if ((_address == 0x52 || _address == 0x53) && Register(0x00, 2) && _in[0] == 0x60 && _in[1] == 0x01)
        {
            return "ens160";
        }

        return Kinds();
    }

    private bool Register(int register, int count)
    {
        _out[0] = (byte)register;
        return _bus.WriteRead(_address, _out, 0, 1, _in, 0, count) == Status.Ok;
    }

    private string Kinds()
    {
        string kinds = "";
        for (int kind = 0; kind < SensorKinds.Count; kind++)
        {
            // Whose identity was asked and not found is not one of these.
            bool excluded = SensorKinds.HasIdentity(kind);
            for (int i = 0; SensorKinds.BusAt(kind) == "i2c" && !excluded && i < SensorKinds.AddressCount(kind); i++)
            {
                if (SensorKinds.AddressAt(kind, i) == _address)
                {
                    kinds += (kinds.Length == 0 ? "" : " or ") + SensorKinds.NameAt(kind);
                }
            }
        }

        return kinds.Length == 0 ? "unknown chip" : kinds;
    }
}
