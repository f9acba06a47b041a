using System;

namespace Telenode.Coap;

/// <summary>Resources as a link-format document (RFC 6690 §2), written anew for whatever piece of it is wanted: it is never held in memory.</summary>
internal sealed class LinkList : ICoapBody
{
    private readonly ResourceTable _resources;
    private readonly byte[] _filter = new byte[64];
    private int _filterLength;
    private int _skip;
    private int _left;
    private byte[] _target;
    private int _at;

    public LinkList(ResourceTable resources)
    {
        _resources = resources;
    }

    /// <summary>Bytes of the document.</summary>
    public int Size
    {
        get
        {
            int size = 0;
            for (int row = 0; row < _resources.Count; row++)
            {
                if (IsListed(row))
                {
                    byte[] attributes = _resources.AttributesOf(row);
                    size += (size > 0 ? 1 : 0) + 3 + _resources.PathOf(row).Length + (attributes.Length > 0 ? 1 + attributes.Length : 0);
                }
            }

            return size;
        }
    }

    /// <summary>Takes over the filter of a request: its first Uri-Query with a "=" (RFC 6690 §4.1). null lists all.</summary>
    public void Select(CoapMessage request)
    {
        _filterLength = 0;
        if (request == null)
        {
            return;
        }

        request.RewindOptions();
        while (request.NextOption())
        {
            if (request.OptionNumber == OptionNumber.UriQuery && request.OptionLength <= _filter.Length)
            {
                Array.Copy(request.Buffer, request.OptionOffset, _filter, 0, request.OptionLength);
                _filterLength = request.OptionLength;
                return;
            }
        }
    }

    /// <inheritdoc/>
    public void Read(int position, byte[] buffer, int offset, int count)
    {
        _skip = position;
        _left = count;
        _target = buffer;
        _at = offset;
        bool first = true;
        for (int row = 0; row < _resources.Count && _left > 0; row++)
        {
            if (!IsListed(row))
            {
                continue;
            }

            byte[] attributes = _resources.AttributesOf(row);
            if (!first)
            {
                Put(',');
            }

            first = false;
            Put('<');
            Put('/');
            Put(_resources.PathOf(row));
            Put('>');
            if (attributes.Length > 0)
            {
                Put(';');
                Put(attributes);
            }
        }
    }

    private void Put(char c)
    {
        if (_skip > 0)
        {
            _skip--;
        }
        else if (_left > 0)
        {
            _target[_at++] = (byte)c;
            _left--;
        }
    }

    private void Put(byte[] bytes)
    {
        int from = _skip < bytes.Length ? _skip : bytes.Length;
        int count = bytes.Length - from < _left ? bytes.Length - from : _left;
        _skip -= from;
        Array.Copy(bytes, from, _target, _at, count);
        _at += count;
        _left -= count;
    }

    private bool IsListed(int row)
    {
        byte[] attributes = _resources.AttributesOf(row);
        if (attributes == null)
        {
            return false;
        }

        int equals = IndexOf(_filter, 0, _filterLength, '=');
        if (equals <= 0)
        {
            return true;
        }

        if (equals == 4 && _filter[0] == 'h' && _filter[1] == 'r' && _filter[2] == 'e' && _filter[3] == 'f')
        {
            byte[] path = _resources.PathOf(row);
            bool slash = equals + 1 < _filterLength && _filter[equals + 1] == '/';
            return Matches(path, 0, path.Length, slash ? equals + 2 : equals + 1);
        }

        return HasAttribute(attributes, equals);
    }

    // Looks for name=value, name="value" or name="one value and another" among the attributes (RFC 6690 §4.1).
    private bool HasAttribute(byte[] attributes, int nameLength)
    {
        int at = 0;
        while (at < attributes.Length)
        {
            int end = EndOfAttribute(attributes, at);
            bool named = end - at > nameLength && attributes[at + nameLength] == '=' && Bytes.AreEqual(attributes, at, _filter, 0, nameLength);
            if (named && HasValue(attributes, at + nameLength + 1, end, nameLength + 1))
            {
                return true;
            }

            at = end + 1;
        }

        return false;
    }

    private bool HasValue(byte[] attributes, int at, int end, int filterStart)
    {
        if (attributes[at] == '"')
        {
            at++;
            end--;
        }

        while (at < end)
        {
            int space = IndexOf(attributes, at, end, ' ');
            int stop = space < 0 ? end : space;
            if (Matches(attributes, at, stop, filterStart))
            {
                return true;
            }

            at = stop + 1;
        }

        return false;
    }

    // Equal, or a prefix when the filter ends in "*".
    private bool Matches(byte[] value, int start, int end, int filterStart)
    {
        int length = _filterLength - filterStart;
        bool isPrefix = length > 0 && _filter[_filterLength - 1] == '*';
        length -= isPrefix ? 1 : 0;
        return (isPrefix ? end - start >= length : end - start == length) && Bytes.AreEqual(value, start, _filter, filterStart, length);
    }

    private static int EndOfAttribute(byte[] attributes, int at)
    {
        bool quoted = false;
        while (at < attributes.Length && (quoted || attributes[at] != ';'))
        {
            quoted ^= attributes[at] == '"';
            at++;
        }

        return at;
    }

    private static int IndexOf(byte[] bytes, int start, int end, char c)
    {
        for (int i = start; i < end; i++)
        {
            if (bytes[i] == c)
            {
                return i;
            }
        }

        return -1;
    }
}
