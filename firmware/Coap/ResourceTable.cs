using System;

namespace Telenode.Coap;

/// <summary>The resources of a server, found by their paths.</summary>
internal sealed class ResourceTable
{
    private readonly byte[][] _path;
    private readonly byte[][] _attributes;
    private readonly ICoapResource[] _resource;
    private readonly int[] _flags;

    public ResourceTable(int rows)
    {
        _path = new byte[rows][];
        _attributes = new byte[rows][];
        _resource = new ICoapResource[rows];
        _flags = new int[rows];
    }

    public int Count { get; private set; }

    public int Add(string path, ICoapResource resource, string attributes, int flags)
    {
        if (path == null || resource == null || Count == _resource.Length)
        {
            throw new ArgumentException("resource");
        }

        int row = Count++;
        _path[row] = System.Text.Encoding.UTF8.GetBytes(path.Length > 0 && path[0] == '/' ? path.Substring(1) : path);
        _attributes[row] = attributes == null ? null : System.Text.Encoding.UTF8.GetBytes(attributes);
        _resource[row] = resource;
        _flags[row] = flags;
        return row;
    }

    public byte[] PathOf(int row) => _path[row];

    /// <summary>Link attributes, or null for a resource that is not listed.</summary>
    public byte[] AttributesOf(int row) => _attributes[row];

    public ICoapResource this[int row] => _resource[row];

    public bool Has(int row, int flag) => (_flags[row] & flag) != 0;

    public int Find(CoapMessage request)
    {
        for (int row = 0; row < Count; row++)
        {
            if (IsPathOf(request, _path[row]))
            {
                return row;
            }
        }

        return -1;
    }

    // The Uri-Path options joined by slashes are the path (RFC 7252 §6.5).
    private static bool IsPathOf(CoapMessage request, byte[] path)
    {
        int at = 0;
        bool any = false;
        request.RewindOptions();
        while (request.NextOption())
        {
            if (request.OptionNumber != OptionNumber.UriPath)
            {
                continue;
            }

            if (any)
            {
                if (at == path.Length || path[at] != '/')
                {
                    return false;
                }

                at++;
            }

            any = true;
            int length = request.OptionLength;
            if (length > path.Length - at || !Bytes.AreEqual(path, at, request.Buffer, request.OptionOffset, length))
            {
                return false;
            }

            at += length;
        }

        return at == path.Length;
    }
}
