using Telenode.Core;

namespace Telenode.SerialConsole;

/// <summary>Looks for networks, joins one, tells where Wi-Fi stands.</summary>
internal sealed class WifiCommand : ConsoleCommand
{
    private const int ScanMs = 15000;
    private const int PollMs = 100;

    private const int Scanning = 1;
    private const int Listing = 2;
    private const int Joining = 3;

    public override string Name => "wifi";

    public override string Usage => "[show|scan|join SSID [PASSWORD]]";

    public override string Help => "tells where Wi-Fi stands, looks for networks, or joins one\njoin keeps the network once it is joined, and asks for a password that is not given; \"\" is for an open network.";

    public override CommandResult Begin(CommandContext context)
    {
        IWifiControl wifi = context.Host.Wifi;
        string verb = context.ArgumentCount == 0 ? "show" : context.Argument(0);
        if (wifi == null)
        {
            return context.Fail("this board has no Wi-Fi");
        }

        if (verb == "show" && context.ArgumentCount <= 1)
        {
            WifiText.Write(context.Out, wifi);
            return CommandResult.Done;
        }

        if (verb == "scan" && context.ArgumentCount == 1)
        {
            context.Out.WriteLine("looking for networks ...");
            wifi.Station.Scan();
            context.Stage = Scanning;
            context.Mark = context.NowMs + ScanMs;
            return CommandResult.Running;
        }

        if (verb != "join" || context.ArgumentCount < 2 || context.ArgumentCount > 3)
        {
            return context.FailUsage(this);
        }

        if (context.ArgumentCount == 3)
        {
            return Join(context, context.Argument(1), context.Argument(2));
        }

        context.State = context.Argument(1);
        context.Prompt = "Password, nothing for an open network: ";
        context.HidesLines = true;
        return CommandResult.NeedsLine;
    }

    public override CommandResult Line(CommandContext context, string line) => Join(context, (string)context.State, line);

    public override CommandResult Step(CommandContext context)
    {
        IWifiControl wifi = context.Host.Wifi;
        context.NextMs = context.NowMs + PollMs;
        switch (context.Stage)
        {
            case Scanning:
                if (wifi.Station.Scanning)
                {
                    return context.NowMs < context.Mark ? CommandResult.Running : context.Fail("the scan does not end; try again");
                }

                context.Stage = Listing;
                context.Cursor = 0;
                goto case Listing;
            case Listing:
                return List(context, wifi.Station);
            default:
                var join = (WifiJoin)context.State;
                if (!join.Step(context.NowMs))
                {
                    return CommandResult.Running;
                }

                if (join.Failure != null)
                {
                    return context.Fail(join.Failure);
                }

                WifiText.Write(context.Out, wifi);
                return CommandResult.Done;
        }
    }

    public override void Cancel(CommandContext context)
    {
        if (context.Stage == Joining)
        {
            ((WifiJoin)context.State).Cancel(context.NowMs);
        }
    }

    private static CommandResult Join(CommandContext context, string ssid, string password)
    {
        WifiJoin join = WifiJoin.Begin(context.Settings, context.Host.Wifi, ssid, password, context.NowMs, out string error);
        if (error != null)
        {
            return context.Fail(error);
        }

        context.Out.WriteLine("joining " + ssid + " ...");
        context.State = join;
        context.Stage = Joining;
        return CommandResult.Running;
    }

    // In the order in which the scan gave them, which is the strongest first on the ESP32.
    private static CommandResult List(CommandContext context, IWifi station)
    {
        int index = context.Cursor++;
        if (index >= station.NetworkCount)
        {
            if (index == 0)
            {
                context.Out.WriteLine("no network was found");
            }

            return CommandResult.Done;
        }

        int rssi = station.RssiAt(index);
        string ssid = station.SsidAt(index);
        context.Out.WritePadded(rssi.ToString() + " dBm", 8);
        context.Out.WritePadded(WifiText.Quality(rssi), 9);
        context.Out.WriteLine(ssid.Length == 0 ? "(hidden)" : ssid);
        context.NextMs = context.NowMs;
        return CommandResult.Running;
    }
}
