namespace Telenode.SerialConsole;

/// <summary>Sets a setting and keeps it.</summary>
internal sealed class SetCommand : ConsoleCommand
{
    public override string Name => "set";

    public override string Usage => "KEY VALUE";

    public override string Help => "sets a setting\nThe value is the rest of the line; one that has blanks at its ends, or a ;, goes in quotes, with \\\" for a quote.\nhelp KEY explains the setting.";

    public override bool IsRemote => true;

    public override bool TakesKey => true;

    public override CommandResult Begin(CommandContext context)
    {
        if (context.ArgumentCount < 2)
        {
            return context.FailUsage(this);
        }

        string key = SettingsSchema.Canonical(context.Argument(0));
        SettingSpec spec = key == null ? null : SettingsSchema.Find(key);
        string value = context.Rest(1);
        if (spec != null && !context.MayCarrySecrets && (spec.IsSecret || SettingsExport.Shown(spec, value) != value))
        {
            return context.Fail(key + " is a secret, which is taken over an encrypted and authenticated channel only");
        }

        return context.Settings.TrySet(context.Argument(0), value, out string error) ? Kept(context, spec) : context.Fail(error);
    }

    /// <summary>Keeps what was changed and tells when it counts.</summary>
    internal static CommandResult Kept(CommandContext context, SettingSpec spec)
    {
        if (!context.Settings.Save())
        {
            return context.Fail("the flash memory refused it: the setting holds until the next restart");
        }

        if (spec != null && spec.Effect == SettingEffect.Restart)
        {
            context.Out.WriteLine("counts after a reboot");
        }

        return CommandResult.Done;
    }
}

/// <summary>Shows a setting.</summary>
internal sealed class GetCommand : ConsoleCommand
{
    public override string Name => "get";

    public override string Usage => "KEY";

    public override string Help => "shows a setting; of a secret only whether it is set";

    public override bool IsRemote => true;

    public override bool TakesKey => true;

    public override CommandResult Begin(CommandContext context)
    {
        if (context.ArgumentCount != 1)
        {
            return context.FailUsage(this);
        }

        string key = SettingsSchema.Canonical(context.Argument(0));
        SettingSpec spec = key == null ? null : SettingsSchema.Find(key);
        if (spec == null)
        {
            return context.Fail(NearestKey.Unknown(context.Argument(0)));
        }

        context.Out.WriteLine(SettingsExport.Shown(spec, context.Settings.Get(key)));
        return CommandResult.Done;
    }
}

/// <summary>Forgets a setting.</summary>
internal sealed class UnsetCommand : ConsoleCommand
{
    public override string Name => "unset";

    public override string Usage => "KEY";

    public override string Help => "forgets a setting, so that its default counts";

    public override bool IsRemote => true;

    public override bool TakesKey => true;

    public override CommandResult Begin(CommandContext context)
    {
        if (context.ArgumentCount != 1)
        {
            return context.FailUsage(this);
        }

        string key = SettingsSchema.Canonical(context.Argument(0));
        SettingSpec spec = key == null ? null : SettingsSchema.Find(key);
        if (context.Settings.Unset(context.Argument(0)))
        {
            return SetCommand.Kept(context, spec);
        }

        return spec == null ? context.Fail(NearestKey.Unknown(context.Argument(0))) : CommandResult.Done;
    }
}

/// <summary>Lists the settings: those that are set, or all.</summary>
internal sealed class ListCommand : ConsoleCommand
{
    public override string Name => "list";

    public override string Usage => "[all|PREFIX]";

    public override string Help => "lists what is set, or all settings, or those that begin so";

    public override bool IsRemote => true;

    public override CommandResult Begin(CommandContext context)
    {
        if (context.ArgumentCount > 1)
        {
            return context.FailUsage(this);
        }

        string prefix = context.ArgumentCount == 0 ? null : context.Argument(0);
        context.State = prefix == "all" ? "" : prefix;
        return Step(context);
    }

    public override CommandResult Step(CommandContext context)
    {
        var prefix = (string)context.State;
        if (prefix == null)
        {
            return StepSet(context);
        }

        SettingSpec spec = SettingsSchema.SpecAt(context.Cursor);
        if (spec == null)
        {
            return CommandResult.Done;
        }

        if (spec.Key.Length >= prefix.Length && spec.Key.Substring(0, prefix.Length) == prefix)
        {
            bool open = spec.Key.IndexOf('N') >= 0;
            context.Out.WritePadded(spec.Key, 24);
            context.Out.WritePadded(open ? "-" : SettingsExport.Shown(spec, context.Settings.Get(spec.Key)), 20);
            context.Out.WriteLine(spec.Help);
        }

        context.Cursor = SettingsSchema.After(context.Cursor);
        return CommandResult.Running;
    }

    private static CommandResult StepSet(CommandContext context)
    {
        string key = context.Settings.KeyAt(context.Cursor);
        if (key == null)
        {
            return CommandResult.Done;
        }

        context.Out.Write(key);
        context.Out.Write(" = ");
        context.Out.WriteLine(SettingsExport.Shown(SettingsSchema.Find(key), context.Settings.ValueAt(context.Cursor)));
        context.Cursor++;
        return CommandResult.Running;
    }
}
