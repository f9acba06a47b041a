namespace Telenode.SerialConsole;

/// <summary>Writes the settings as a text that import takes.</summary>
internal sealed class ExportCommand : ConsoleCommand
{
    public override string Name => "export";

    public override string Usage => "[secrets]";

    public override string Help => "writes the settings as text that import takes\nsecrets writes passwords and keys, too; others see them on this line.";

    public override CommandResult Begin(CommandContext context)
    {
        bool secrets = context.ArgumentCount == 1 && context.Argument(0) == "secrets";
        if (context.ArgumentCount > 0 && !secrets)
        {
            return context.FailUsage(this);
        }

        context.Stage = secrets ? 1 : 0;
        context.Mark = context.Settings.Changes;
        return Step(context);
    }

    public override CommandResult Step(CommandContext context)
    {
        if (context.Mark != context.Settings.Changes)
        {
            return context.Fail("a setting was changed meanwhile; export again");
        }

        if (context.Cursor >= context.Settings.Count)
        {
            return CommandResult.Done;
        }

        context.Out.WriteLine(SettingsExport.Line(context.Settings, context.Cursor, context.Stage == 1));
        context.Cursor++;
        return CommandResult.Running;
    }
}

/// <summary>Takes settings as lines of text.</summary>
internal sealed class ImportCommand : ConsoleCommand
{
    public override string Name => "import";

    public override string Usage => "";

    public override string Help => "takes settings as lines key = value\nA single dot ends them. Lines that are wrong are told and left out; the others are kept together at the end.\nWhat export wrote and a telenode.txt can be pasted as they are.";

    public override CommandResult Begin(CommandContext context)
    {
        if (context.ArgumentCount > 0)
        {
            return context.FailUsage(this);
        }

        context.Out.WriteLine("lines key = value; a single dot ends them, Ctrl-C gives up");
        context.State = new SettingsImport(context.Settings);
        context.Prompt = "| ";
        return CommandResult.NeedsLine;
    }

    public override CommandResult Line(CommandContext context, string line)
    {
        var import = (SettingsImport)context.State;
        if (line.Trim() != ".")
        {
            context.Cursor++;
            string problem = import.Take(line);
            if (problem != null)
            {
                context.Out.Write("line ");
                context.Out.Write(context.Cursor);
                context.Out.Write(": ");
                context.Out.WriteLine(problem);
            }

            return CommandResult.NeedsLine;
        }

        import.End();
        bool saved = context.Settings.Save();
        context.Out.Write(import.Taken);
        context.Out.WriteLine(" settings taken");
        if (!saved)
        {
            return context.Fail("the flash memory refused them: they hold until the next restart");
        }

        return import.Refused == 0 ? CommandResult.Done : context.Fail(import.Refused.ToString() + " lines were left out");
    }

    /// <summary>What was taken so far is not in the store yet: it is fetched from there again.</summary>
    public override void Cancel(CommandContext context) => context.Settings.Load();
}
