[assembly: System.Reflection.AssemblyVersion("5.75.0.0")]

namespace UnitsNet;

public struct RelativeHumidity
{
    public extern double Percent { get; }
}
