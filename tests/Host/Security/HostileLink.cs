namespace Telenode.Tests.Host.Security;

/// <summary>How bad a link is, in per cent of datagrams.</summary>
internal sealed record LinkFaults(int Lost, int Duplicated, int Delayed, int Corrupted);

/// <summary>A datagram link on virtual time that loses, doubles, delays, reorders and corrupts as a seed tells it.</summary>
internal sealed class HostileLink(Random random, LinkFaults faults)
{
    private readonly PriorityQueue<(bool ToServer, byte[] Datagram), (long At, int Order)> _queue = new();
    private int _order;

    /// <summary>Virtual ms at which the next datagram arrives.</summary>
    public long NextMs => _queue.TryPeek(out _, out (long At, int Order) key) ? key.At : long.MaxValue;

    public void Send(bool toServer, byte[] datagram, long nowMs)
    {
        for (int copies = random.Next(100) < faults.Duplicated ? 2 : 1; copies > 0; copies--)
        {
            if (random.Next(100) < faults.Lost)
            {
                continue;
            }

            byte[] copy = (byte[])datagram.Clone();
            if (random.Next(100) < faults.Corrupted)
            {
                for (int flips = random.Next(1, 4); flips > 0; flips--)
                {
                    copy[random.Next(copy.Length)] ^= (byte)(1 << random.Next(8));
                }
            }

            long delay = random.Next(100) < faults.Delayed ? random.Next(3000) : random.Next(20, 40);
            _queue.Enqueue((toServer, copy), (nowMs + delay, _order++));
        }
    }

    public (bool ToServer, byte[] Datagram) Take() => _queue.Dequeue();
}
