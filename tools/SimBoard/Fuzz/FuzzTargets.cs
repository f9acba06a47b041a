namespace Telenode.SimBoard.Fuzz;

/// <summary>All decoders that take what others send or write.</summary>
public static class FuzzTargets
{
    /// <summary>The targets, made anew: a target serves one run at a time.</summary>
    public static IReadOnlyList<FuzzTarget> All() =>
    [
        new MqttTarget(5), new MqttTarget(4),
        new WebSocketAnswerTarget(), new WebSocketFrameTarget(),
        new CborTarget(), new TelemetryTarget(), new SchemaTarget(),
        new CoapTarget(), new CoapStreamTarget(),
        new DtlsClientTarget(), new DtlsServerTarget(), new OscoreRequestTarget(), new OscoreResponseTarget(),
        new SettingsLineTarget(), new SettingsSlotTarget(),
        new ConsoleTarget(), new ImprovTarget(), new DownlinkTarget(), new JournalTarget(),
        new FilterTarget(), new DerivedTarget(), new SensorLineTarget(), new UrlTarget(), new SntpTarget(),
    ];

    /// <summary>The target of a name, or null.</summary>
    public static FuzzTarget? Find(string name) => All().FirstOrDefault(target => target.Name == name);
}
