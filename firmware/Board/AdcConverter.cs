using System;
using System.Device.Adc;
using Telenode.Core;

namespace Telenode.Board;

/// <summary>The ESP32's converter; channels 0 to 7 are GPIO 36, 37, 38, 39, 32, 33, 34, 35. Those from 10 on do not work beside Wi-Fi.</summary>
internal sealed class AdcConverter : IAdc
{
    private readonly AdcController _controller = new AdcController();
    private readonly AdcChannel[] _channels = new AdcChannel[20];

    public AdcConverter()
    {
        MaxValue = _controller.MaxValue;
    }

    public int MaxValue { get; }

    public int Read(int channel)
    {
        if (channel < 0 || channel >= _channels.Length)
        {
            return -1;
        }

        try
        {
            if (_channels[channel] == null)
            {
                _channels[channel] = _controller.OpenChannel(channel);
            }

            return _channels[channel].ReadValue();
        }
        catch (Exception)
        {
            return -1;
        }
    }
}
