using Telenode.Coap;

namespace Telenode.Uplinks;

/// <summary>A CoAP URL as options (RFC 7252 §6.4).</summary>
public static class CoapTarget
{
    /// <summary>Adds Uri-Host where the URL has a name and no address, Uri-Path and Uri-Query.</summary>
    /// <exception cref="System.ArgumentException">The request has no room for them.</exception>
    public static void AddTo(CoapRequest request, EndpointUrl url)
    {
        if (!IsAddress(url.Host))
        {
            request.Options.AddText(OptionNumber.UriHost, url.Host.ToLower());
        }

        string target = url.RequestTarget;
        int mark = target.IndexOf('?');
        string path = mark < 0 ? target : target.Substring(0, mark);
        Add(request.Options, OptionNumber.UriPath, path.Length > 0 && path[0] == '/' ? path.Substring(1) : path, '/');
        if (mark >= 0)
        {
            Add(request.Options, OptionNumber.UriQuery, target.Substring(mark + 1), '&');
        }
    }

    // Taken apart first and decoded then: an encoded separator separates nothing. "a/" ends in an empty segment.
    private static void Add(OptionList options, int number, string text, char separator)
    {
        if (text.Length == 0)
        {
            return;
        }

        string[] segments = text.Split(separator);
        for (int i = 0; i < segments.Length; i++)
        {
            options.AddText(number, EndpointUrl.Decode(segments[i]));
        }
    }

    private static bool IsAddress(string host)
    {
        bool isAddress = true;
        for (int i = 0; i < host.Length; i++)
        {
            isAddress &= (host[i] >= '0' && host[i] <= '9') || host[i] == '.';
        }

        return isAddress || host.IndexOf(':') >= 0;
    }
}
