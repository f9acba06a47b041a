namespace Telenode.SerialConsole;

/// <summary>Lists the commands, or explains one of them or a setting.</summary>
internal sealed class HelpCommand : ConsoleCommand
{
    public override string Name => "help";

    public override string Usage => "[COMMAND|KEY]";

    public override string Help => "lists the commands, or explains a command or a setting";

    public override bool IsRemote => true;

    public override bool TakesKey => true;

    public override CommandResult Begin(CommandContext context)
    {
        if (context.ArgumentCount == 0)
        {
            return Step(context);
        }

        string word = context.Argument(0);
        for (int i = 0; i < context.Commands.Length; i++)
        {
            ConsoleCommand command = context.Commands[i];
            if (command.Name == word)
            {
                context.Out.WriteLine(Call(command));
                WriteLines(context.Out, command.Help);
                return CommandResult.Done;
            }
        }

        string key = SettingsSchema.Canonical(word);
        SettingSpec spec = key == null ? null : SettingsSchema.Find(key);
        if (spec == null)
        {
            return context.Fail("there is no command and no setting of that name; help lists the commands, list the settings");
        }

        WriteSetting(context.Out, spec);
        return CommandResult.Done;
    }

    public override CommandResult Step(CommandContext context)
    {
        ConsoleCommand command = context.Commands[context.Cursor];
        string help = command.Help;
        int end = help.IndexOf('\n');
        context.Out.Write("  ");
        context.Out.WritePadded(command.Name, 14);
        context.Out.WriteLine(end < 0 ? help : help.Substring(0, end));
        context.Cursor++;
        if (context.Cursor < context.Commands.Length)
        {
            return CommandResult.Running;
        }

        context.Out.WriteLine("help COMMAND tells more. A ; parts commands; values that hold one go in quotes.");
        return CommandResult.Done;
    }

    private static string Call(ConsoleCommand command) => command.Usage.Length == 0 ? command.Name : command.Name + " " + command.Usage;

    private static void WriteLines(ConsoleWriter output, string text)
    {
        string[] lines = text.Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            output.Write("  ");
            output.WriteLine(lines[i]);
        }
    }

    private static void WriteSetting(ConsoleWriter output, SettingSpec spec)
    {
        output.WriteLine(spec.Key + ": " + spec.Help);
        output.Write("  ");
        output.Write(spec.Expected);
        output.Write(spec.IsSecret ? "; never shown" : "");
        output.WriteLine(spec.Default == null ? "" : "; without it " + spec.Default);
        output.WriteLine(spec.Effect == SettingEffect.Restart ? "  counts after a reboot"
            : spec.Effect == SettingEffect.Reconnect ? "  counts a moment later, without a reboot" : "  counts at once");
    }
}
