using System.Runtime.CompilerServices;

namespace Telenode.SimBoard.Simulation;

/// <summary>Holds what must be true; what to say otherwise is made only when it is not.</summary>
internal static class Promise
{
    public static void Check(bool condition, string otherwise)
    {
        if (!condition)
        {
            throw new SimulationViolation(otherwise);
        }
    }

    public static void Check(bool condition, [InterpolatedStringHandlerArgument(nameof(condition))] Otherwise otherwise)
    {
        if (!condition)
        {
            throw new SimulationViolation(otherwise.Text());
        }
    }

    /// <summary>A text that is not put together while the condition holds.</summary>
    [InterpolatedStringHandler]
    public ref struct Otherwise
    {
        private DefaultInterpolatedStringHandler _text;

        public Otherwise(int literalLength, int formattedCount, bool condition, out bool isNeeded)
        {
            isNeeded = !condition;
            _text = isNeeded ? new DefaultInterpolatedStringHandler(literalLength, formattedCount) : default;
        }

        public void AppendLiteral(string value) => _text.AppendLiteral(value);

        public void AppendFormatted<T>(T value) => _text.AppendFormatted(value);

        public string Text() => _text.ToStringAndClear();
    }
}
