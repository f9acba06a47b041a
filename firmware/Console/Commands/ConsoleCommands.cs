namespace Telenode.SerialConsole;

/// <summary>All commands.</summary>
public static class ConsoleCommands
{
    /// <summary>Makes them, in the order in which help lists them. They keep nothing, so that several consoles can share them.</summary>
    public static ConsoleCommand[] Create() => new ConsoleCommand[]
    {
        new HelpCommand(),
        new StatusCommand(),
        new ListCommand(),
        new GetCommand(),
        new SetCommand(),
        new UnsetCommand(),
        new WifiCommand(),
        new UplinkCommand(),
        new SensorsCommand(),
        new ReadCommand(),
        new PublishCommand(),
        new OutboxCommand(),
        new TimeCommand(),
        new CertCommand(),
        new LogCommand(),
        new EchoCommand(),
        new ExportCommand(),
        new ImportCommand(),
        new SleepCommand(),
        new RebootCommand(),
        new SafeModeCommand(),
        new FactoryResetCommand(),
    };
}
