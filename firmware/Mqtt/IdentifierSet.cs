namespace Telenode.Mqtt;

/// <summary>Packet identifiers of QoS 2 messages that were delivered and not yet released: what makes delivery happen once (MQTT 5 §4.3.3).</summary>
internal sealed class IdentifierSet
{
    private readonly ushort[] _identifiers;

    internal IdentifierSet(int capacity)
    {
        _identifiers = new ushort[capacity];
    }

    internal int Count { get; private set; }

    internal bool IsFull => Count == _identifiers.Length;

    internal ushort this[int index] => _identifiers[index];

    internal void Clear() => Count = 0;

    internal bool Contains(int identifier) => IndexOf(identifier) >= 0;

    internal void Add(int identifier) => _identifiers[Count++] = (ushort)identifier;

    internal bool Remove(int identifier)
    {
        int at = IndexOf(identifier);
        if (at >= 0)
        {
            _identifiers[at] = _identifiers[--Count];
        }

        return at >= 0;
    }

    private int IndexOf(int identifier)
    {
        ushort[] identifiers = _identifiers;
        for (int i = 0; i < Count; i++)
        {
            if (identifiers[i] == identifier)
            {
                return i;
            }
        }

        return -1;
    }
}
