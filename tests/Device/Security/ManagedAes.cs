using Telenode.Core;

namespace Telenode.Tests.Security;

/// <summary>AES (FIPS 197) small rather than fast: the simulator has no native one. Not for the device: its S-box lookups leak time.</summary>
internal sealed class ManagedAes : IAes
{
    private const int Block = 16;

    private static readonly byte[] SBox = BuildSBox();

    private readonly byte[] _roundKeys = new byte[15 * Block];
    private readonly byte[] _state = new byte[Block];
    private readonly byte[] _rows = new byte[Block];
    private int _rounds;

    public int BlockCount { get; private set; }

    public int CallCount { get; private set; }

    public void SetKey(byte[] key, int offset, int count)
    {
        _rounds = (count / 4) + 6;
        System.Array.Copy(key, offset, _roundKeys, 0, count);
        int rcon = 1;
        byte[] w = _roundKeys;
        for (int at = count; at < (_rounds + 1) * Block; at += 4)
        {
            int t0 = w[at - 4], t1 = w[at - 3], t2 = w[at - 2], t3 = w[at - 1];
            if (at % count == 0)
            {
                int first = t0;
                t0 = SBox[t1] ^ rcon;
                t1 = SBox[t2];
                t2 = SBox[t3];
                t3 = SBox[first];
                rcon = Double(rcon);
            }
            else if (count == 32 && at % count == Block)
            {
                t0 = SBox[t0];
                t1 = SBox[t1];
                t2 = SBox[t2];
                t3 = SBox[t3];
            }

            w[at] = (byte)(w[at - count] ^ t0);
            w[at + 1] = (byte)(w[at - count + 1] ^ t1);
            w[at + 2] = (byte)(w[at - count + 2] ^ t2);
            w[at + 3] = (byte)(w[at - count + 3] ^ t3);
        }
    }

    public void ClearKey() => System.Array.Clear(_roundKeys, 0, _roundKeys.Length);

    public void EncryptBlocks(byte[] buffer, int offset, int count)
    {
        CallCount++;
        for (int end = offset + count; offset < end; offset += Block)
        {
            System.Array.Copy(buffer, offset, _state, 0, Block);
            EncryptState();
            System.Array.Copy(_state, 0, buffer, offset, Block);
        }
    }

    public void ChainBlocks(byte[] buffer, int offset, int count, byte[] chain)
    {
        CallCount++;
        System.Array.Copy(chain, 0, _state, 0, Block);
        for (int end = offset + count; offset < end; offset += Block)
        {
            for (int i = 0; i < Block; i++)
            {
                _state[i] ^= buffer[offset + i];
            }

            EncryptState();
        }

        System.Array.Copy(_state, 0, chain, 0, Block);
    }

    private void EncryptState()
    {
        BlockCount++;
        AddRoundKey(0);
        for (int round = 1; round <= _rounds; round++)
        {
            byte[] rows = _rows;
            byte[] state = _state;
            for (int i = 0; i < Block; i++)
            {
                rows[i] = SBox[state[(i * 5) & 15]];
            }

            System.Array.Copy(rows, 0, state, 0, Block);
            if (round < _rounds)
            {
                MixColumns();
            }

            AddRoundKey(round * Block);
        }
    }

    private void AddRoundKey(int from)
    {
        for (int i = 0; i < Block; i++)
        {
            _state[i] ^= _roundKeys[from + i];
        }
    }

    private void MixColumns()
    {
        byte[] s = _state;
        for (int c = 0; c < Block; c += 4)
        {
            int a = s[c], b = s[c + 1], d = s[c + 2], e = s[c + 3];
            int all = a ^ b ^ d ^ e;
            s[c] = (byte)(a ^ all ^ Double(a ^ b));
            s[c + 1] = (byte)(b ^ all ^ Double(b ^ d));
            s[c + 2] = (byte)(d ^ all ^ Double(d ^ e));
            s[c + 3] = (byte)(e ^ all ^ Double(e ^ a));
        }
    }

    private static int Double(int x) => ((x << 1) ^ ((x & 0x80) != 0 ? 0x11b : 0)) & 0xff;

    /// <summary>Walks the field by a generator and its inverse together, so that each step has both x and 1/x.</summary>
    private static byte[] BuildSBox()
    {
        byte[] box = new byte[256];
        int p = 1;
        int q = 1;
        do
        {
            p ^= Double(p);
            q ^= q << 1;
            q ^= q << 2;
            q ^= q << 4;
            q &= 0xff;
            if ((q & 0x80) != 0)
            {
                q ^= 0x09;
            }

            int x = q ^ Rotate(q, 1) ^ Rotate(q, 2) ^ Rotate(q, 3) ^ Rotate(q, 4);
            box[p] = (byte)(x ^ 0x63);
        }
        while (p != 1);
        box[0] = 0x63;
        return box;
    }

    private static int Rotate(int x, int by) => ((x << by) | (x >> (8 - by))) & 0xff;
}
