using System;

namespace Telenode.Uplinks;

/// <summary>The address of a receiver, taken apart: <c>scheme://[user[:password]@]host[:port][/path][?query]</c> (RFC 3986).</summary>
public sealed class EndpointUrl
{
    private const string PrefixParameter = "prefix=";

    private EndpointUrl()
    {
    }

    /// <summary>The scheme in lower case, such as "mqtt".</summary>
    public string Scheme { get; private set; }

    /// <summary>Host name, IPv4 address, or IPv6 address without its brackets.</summary>
    public string Host { get; private set; }

    /// <summary>1 to 65535; the scheme's default where the URL names none.</summary>
    public int Port { get; private set; }

    /// <summary>User name, or null.</summary>
    public string User { get; private set; }

    /// <summary>Password, or null. Never shown: <see cref="ToString"/> leaves it out.</summary>
    public string Password { get; private set; }

    /// <summary>What follows the first slash after the host, decoded; empty when there is nothing. But for mqtt and mqtts without the query.</summary>
    public string Path { get; private set; }

    /// <summary>Under which topics are published: the path of mqtt and mqtts, the query's "prefix" of ws and wss; empty when not given.</summary>
    public string TopicPrefix { get; private set; }

    /// <summary>Of ws and wss, what is requested of the HTTP server: path and query as written, less "prefix"; "/mqtt" when the path is empty.
    /// Of CoAP's schemes path and query as written.</summary>
    public string RequestTarget { get; private set; }

    /// <summary>Takes a URL apart.</summary>
    /// <param name="text">What a person wrote.</param>
    /// <param name="error">What is wrong with it and what to write instead; null when the result is not.</param>
    /// <returns>The parts, or null.</returns>
    public static EndpointUrl Parse(string text, out string error)
    {
        var url = new EndpointUrl();
        error = url.Read(text == null ? "" : text.Trim());
        return error == null ? url : null;
    }

    /// <summary>The URL without what may be secret: its password, and a query but for the prefix.</summary>
    public override string ToString()
    {
        string host = Host.IndexOf(':') < 0 ? Host : "[" + Host + "]";
        string user = User == null ? "" : User + "@";
        string query = RequestTarget == null || Scheme[0] == 'c' || TopicPrefix.Length == 0 ? "" : "?" + PrefixParameter + TopicPrefix;
        return Scheme + "://" + user + host + ":" + Port.ToString() + (Path.Length == 0 ? "" : "/" + Path) + query;
    }

    private string Read(string text)
    {
        int colon = text.IndexOf("://");
        if (colon < 1)
        {
            // What holds an @ may hold a password, which is never shown.
            return (text.IndexOf('@') < 0 ? "\"" + text + "\"" : "this") + " is not a URL: write it like mqtt://host, mqtt://host:1883 or mqtt://user:password@host/prefix";
        }

        Scheme = text.Substring(0, colon).ToLower();
        Port = DefaultPort(Scheme);
        if (Port == 0)
        {
            return "unknown scheme \"" + Scheme + "\": this firmware speaks mqtt, mqtts, ws, wss, coap, coaps, coap+oscore, coap+tcp and coaps+tcp";
        }

        string rest = text.Substring(colon + 3);
        int end = FirstOf(rest, '/', '?', '#');
        string resource = end < 0 ? "" : rest.Substring(end);
        string error = Scheme[0] == 'w' ? ReadTarget(resource) : Scheme[0] == 'c' ? ReadResource(resource) : ReadPath(resource);
        return error ?? ReadAuthority(end < 0 ? rest : rest.Substring(0, end));
    }

    private string ReadPath(string path)
    {
        path = path.Length > 0 && path[0] == '/' ? path.Substring(1) : path;
        Path = Decode(path);
        TopicPrefix = Path;
        return Path == null ? "a % in the path \"" + path + "\" is not followed by two hexadecimal digits" : null;
    }

    // RFC 7252 §6.1: path and query, and no fragment. What of it is an option is decoded later, when it has been taken apart.
    private string ReadResource(string resource)
    {
        if (resource.IndexOf('#') >= 0)
        {
            return "a CoAP URL has no fragment: write # as %23";
        }

        RequestTarget = resource;
        int mark = resource.IndexOf('?');
        if (mark >= 0 && Decode(resource) == null)
        {
            return "a % in the query is not followed by two hexadecimal digits";
        }

        return ReadPath(mark < 0 ? resource : resource.Substring(0, mark));
    }

    // RFC 6455 §3: path and query are the resource, a fragment has no meaning.
    private string ReadTarget(string resource)
    {
        for (int i = 0; i < resource.Length; i++)
        {
            if (resource[i] <= ' ' || resource[i] > '~' || resource[i] == '#')
            {
                return "\"" + resource[i].ToString() + "\" cannot stand in the path of a " + Scheme + " URL: write it as % and two hexadecimal digits";
            }
        }

        int mark = resource.IndexOf('?');
        string path = mark < 0 ? resource : resource.Substring(0, mark);
        string error = ReadPath(path);
        if (error != null)
        {
            return error;
        }

        RequestTarget = path.Length <= 1 ? "/mqtt" : path;
        TopicPrefix = "";
        return mark < 0 ? null : ReadQuery(resource.Substring(mark + 1).Split('&'));
    }

    private string ReadQuery(string[] parameters)
    {
        char separator = '?';
        for (int i = 0; i < parameters.Length; i++)
        {
            string parameter = parameters[i];
            if (parameter.IndexOf(PrefixParameter) == 0)
            {
                TopicPrefix = Decode(parameter.Substring(PrefixParameter.Length));
                if (TopicPrefix == null)
                {
                    return "a % in \"" + parameter + "\" is not followed by two hexadecimal digits";
                }
            }
            else
            {
                RequestTarget += separator + parameter;
                separator = '&';
            }
        }

        return null;
    }

    private string ReadAuthority(string authority)
    {
        int at = authority.LastIndexOf('@');
        if (at >= 0)
        {
            string login = authority.Substring(0, at);
            int colon = login.IndexOf(':');
            User = Decode(colon < 0 ? login : login.Substring(0, colon));
            Password = colon < 0 ? null : Decode(login.Substring(colon + 1));
            if (User == null || (colon >= 0 && Password == null))
            {
                return "a % in the user name or password is not followed by two hexadecimal digits: write a % itself as %25";
            }

            authority = authority.Substring(at + 1);
        }

        return ReadHost(authority);
    }

    private string ReadHost(string authority)
    {
        string port = null;
        if (authority.Length > 0 && authority[0] == '[')
        {
            int close = authority.IndexOf(']');
            if (close < 0)
            {
                return "the IPv6 address lacks its closing bracket: write it like [::1]";
            }

            Host = authority.Substring(1, close - 1);
            string after = authority.Substring(close + 1);
            if (after.Length > 0 && after[0] != ':')
            {
                return "\"" + after + "\" after the IPv6 address is not a port: write it like [::1]:1883";
            }

            port = after.Length == 0 ? null : after.Substring(1);
        }
        else
        {
            int colon = authority.IndexOf(':');
            if (colon >= 0 && authority.LastIndexOf(':') != colon)
            {
                return "\"" + authority + "\" has several colons: write an IPv6 address in brackets, like [::1]:1883";
            }

            Host = colon < 0 ? authority : authority.Substring(0, colon);
            port = colon < 0 ? null : authority.Substring(colon + 1);
        }

        if (Host.Length == 0)
        {
            return "the URL names no host: write it like " + Scheme + "://host";
        }

        return HasOnlyHostCharacters(Host) ? ReadPort(port) : "\"" + Host + "\" is not a host name or address";
    }

    private string ReadPort(string port)
    {
        if (port == null)
        {
            return null;
        }

        int value = 0;
        for (int i = 0; i < port.Length && value <= 65535; i++)
        {
            value = port[i] >= '0' && port[i] <= '9' ? (value * 10) + port[i] - '0' : 65536;
        }

        if (value < 1 || value > 65535)
        {
            return "\"" + port + "\" is not a port: 1 to 65535";
        }

        Port = value;
        return null;
    }

    private static int DefaultPort(string scheme)
    {
        switch (scheme)
        {
            case "mqtt": return 1883;
            case "mqtts": return 8883;
            case "ws": return 80;
            case "wss": return 443;
            case "coap":
            case "coap+oscore":
            case "coap+tcp": return 5683;
            case "coaps":
            case "coaps+tcp": return 5684;
            default: return 0;
        }
    }

    private static bool HasOnlyHostCharacters(string host)
    {
        for (int i = 0; i < host.Length; i++)
        {
            char c = host[i];
            bool fits = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
                || c == '.' || c == '-' || c == '_' || c == ':' || c == '%' || c > 127;
            if (!fits)
            {
                return false;
            }
        }

        return true;
    }

    private static int FirstOf(string text, char a, char b, char c)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == a || text[i] == b || text[i] == c)
            {
                return i;
            }
        }

        return -1;
    }

    // Percent-encoded octets are UTF-8 (RFC 3986 §2.5). Null when a % is not followed by two hexadecimal digits.
    internal static string Decode(string text)
    {
        if (text.IndexOf('%') < 0)
        {
            return text;
        }

        byte[] bytes = System.Text.Encoding.UTF8.GetBytes(text);
        int count = 0;
        for (int i = 0; i < bytes.Length; i++)
        {
            int value = bytes[i];
            if (value == '%')
            {
                int high = i + 2 < bytes.Length ? Hex(bytes[i + 1]) : -1;
                int low = i + 2 < bytes.Length ? Hex(bytes[i + 2]) : -1;
                if (high < 0 || low < 0)
                {
                    return null;
                }

                value = (high << 4) | low;
                i += 2;
            }

            bytes[count++] = (byte)value;
        }

        return System.Text.Encoding.UTF8.GetString(bytes, 0, count);
    }

    private static int Hex(int c)
    {
        if (c >= '0' && c <= '9')
        {
            return c - '0';
        }

        c |= 0x20;
        return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
    }
}
