using System;
using Telenode.Application;

namespace Telenode.Board;

/// <summary>The debugger's output.</summary>
internal sealed class BoardLog : IEventLog
{
    public void Write(string line) => Console.WriteLine(line);
}
