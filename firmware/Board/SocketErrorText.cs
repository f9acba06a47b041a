#nullable disable // tests/Host compiles this file, too, and has them on.
using System;
using System.Net.Sockets;

namespace Telenode.Board;

/// <summary>The words for what a socket throws.</summary>
internal static class SocketErrorText
{
    public static string Of(Exception exception)
    {
        var socketException = exception as SocketException;
        if (socketException == null)
        {
            return exception.Message ?? "failed";
        }

        switch ((SocketError)socketException.ErrorCode)
        {
            case SocketError.NetworkDown: return "the network is down";
            case SocketError.NetworkUnreachable:
            case SocketError.HostUnreachable: return "there is no way to the host";
            case SocketError.ConnectionAborted:
            case SocketError.ConnectionReset:
            case SocketError.NotConnected: return "the connection broke";
            case SocketError.TimedOut: return "the host did not answer in time";
            case SocketError.ConnectionRefused: return "the host refuses connections on this port";
            case SocketError.HostNotFound:
            case SocketError.TryAgain:
            case SocketError.NoData: return "the host's name has no address";
            default: return "socket error " + socketException.ErrorCode.ToString();
        }
    }
}
