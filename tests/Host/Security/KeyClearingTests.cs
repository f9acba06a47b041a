using System.Collections;
using System.Reflection;
using Telenode.Core;
using Telenode.Security;
using Telenode.SimBoard.Crypto;

namespace Telenode.Tests.Host.Security;

/// <summary>When a session ends, no array of ours holds its keys any more: looked for in everything that can be reached.</summary>
[TestClass]
public class KeyClearingTests : IPskStore
{
    private readonly KeyCatcher _crypto = new();

    public int Find(byte[] identity, int offset, int count, byte[] key, out int keyCount)
    {
        DtlsSimulation.Key.CopyTo(key, 0);
        keyCount = 16;
        return 0;
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Of_a_DTLS_connection(bool byPeer)
    {
        (DtlsConnection client, DtlsServer server) = Connected();
        List<byte[]> secrets = [.. _crypto.Keys, (byte[])client.Keys.Master.Clone()];
        Assert.AreEqual(5, secrets.Count, "two keys on each side, and the master secret");
        Assert.IsTrue(secrets.All(secret => Holds(client, secret)) && Holds(server.Connection(0), secrets[0]), "they are found while they are in use");
        Close(client, server, byPeer);
        foreach (byte[] secret in secrets[..4])
        {
            Assert.IsFalse(Holds(client, secret) || Holds(server, secret));
        }

        // The master secret stays for resumption, until the session is forgotten.
        Assert.IsTrue(Holds(client, secrets[4]));
        client.ForgetSession();
        Assert.IsFalse(Holds(client, secrets[4]));
    }

    [TestMethod]
    public void Of_a_suspended_connection()
    {
        (DtlsConnection client, DtlsServer _) = Connected();
        List<byte[]> secrets = [.. _crypto.Keys];
        byte[] saved = new byte[DtlsConnection.MaxSuspended];
        int count = client.Suspend(saved, 0, saved.Length);
        Assert.IsFalse(secrets.Any(secret => Holds(client, secret)));
        Assert.IsTrue(client.Restore(saved, 0, count));
        Assert.IsTrue(saved.All(b => b == 0), "what was restored is cleared where it stood");
    }

    /// <summary>After a fatal alert the session may not be resumed either (RFC 5246 §7.2.2): nothing is left at all.</summary>
    [TestMethod]
    public void Of_a_failed_connection()
    {
        (DtlsConnection client, DtlsServer server) = Connected();
        List<byte[]> secrets = [.. _crypto.Keys, (byte[])client.Keys.Master.Clone()];
        byte[] record = new byte[64];
        RecordLayer records = server.Connection(0).Records;
        record[records.PlainStart(1)] = 2;
        record[records.PlainStart(1) + 1] = 80;
        int count = records.Seal(ContentType.Alert, 1, record, 0, 2);
        client.HandleInput(record, 0, count, 0);
        Assert.AreEqual(DtlsEvent.Failed, client.PollEvent());
        Assert.IsFalse(secrets.Any(secret => Holds(client, secret)));
    }

    [TestMethod]
    public void Of_an_OSCORE_context()
    {
        byte[] secret = DtlsSimulation.Key;
        var context = new OscoreContext(_crypto, new SeededRandom(1), new OscoreParameters
        {
            MasterSecret = (byte[])secret.Clone(),
            SenderId = [1],
            RecipientId = [2],
        });
        Assert.AreEqual(2, _crypto.Keys.Count);
        Assert.IsTrue(_crypto.Keys.All(key => Holds(context, key)));
        Assert.IsFalse(Holds(context, secret), "the master secret is not kept");
        context.Clear();
        Assert.IsFalse(_crypto.Keys.Any(key => Holds(context, key)));
    }

    private (DtlsConnection Client, DtlsServer Server) Connected()
    {
        var client = new DtlsConnection(new DtlsOptions { Identity = "node"u8.ToArray(), Key = DtlsSimulation.Key }, _crypto, new SeededRandom(1));
        var server = new DtlsServer(new DtlsOptions(), this, 1, 0, _crypto, new SeededRandom(2));
        client.Connect(0);
        Pump(client, server);
        Assert.AreEqual(DtlsState.Connected, client.State);
        return (client, server);
    }

    private static void Close(DtlsConnection client, DtlsServer server, bool byPeer)
    {
        if (byPeer)
        {
            server.Connection(0).Close();
        }
        else
        {
            client.Close();
        }

        Pump(client, server);
        Assert.AreEqual(DtlsState.Closed, client.State);
        Assert.AreEqual(DtlsState.Closed, server.Connection(0).State);
    }

    private static void Pump(DtlsConnection client, DtlsServer server)
    {
        byte[] buffer = new byte[2048];
        for (bool moved = true; moved;)
        {
            moved = false;
            for (int count = client.PollTransmit(buffer, 0, 2048); count > 0; count = client.PollTransmit(buffer, 0, 2048))
            {
                server.HandleInput([1], 0, 1, buffer, 0, count, 0);
                moved = true;
                Drain(client, server);
            }

            for (int count = server.PollTransmit(buffer, 0, 2048); count > 0; count = server.PollTransmit(buffer, 0, 2048))
            {
                client.HandleInput(buffer, 0, count, 0);
                moved = true;
                Drain(client, server);
            }
        }
    }

    private static void Drain(DtlsConnection client, DtlsServer server)
    {
        while (client.PollEvent() != DtlsEvent.None || server.PollEvent() != DtlsEvent.None)
        {
        }
    }

    /// <summary>Whether an array that can be reached from an object holds the bytes anywhere.</summary>
    private static bool Holds(object root, byte[] secret)
    {
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        var open = new Stack<object>([root]);
        while (open.TryPop(out object? next))
        {
            if (next is KeyCatcher || !seen.Add(next))
            {
                continue;
            }

            if (next is byte[] bytes)
            {
                if (bytes.AsSpan().IndexOf(secret) >= 0)
                {
                    return true;
                }

                continue;
            }

            foreach (object? inner in next is IEnumerable many ? many.Cast<object?>() : FieldsOf(next))
            {
                if (inner is not null and not string && !inner.GetType().IsPrimitive)
                {
                    open.Push(inner);
                }
            }
        }

        return false;
    }

    private static IEnumerable<object?> FieldsOf(object thing)
    {
        for (Type? type = thing.GetType(); type != null && type.Assembly.GetName().Name!.StartsWith("Telenode", StringComparison.Ordinal); type = type.BaseType)
        {
            foreach (FieldInfo field in type.GetFields(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.DeclaredOnly))
            {
                yield return field.GetValue(thing);
            }
        }
    }

    /// <summary>The PC's cryptography, keeping a copy of each AES key that is set and the key itself while it is set.</summary>
    private sealed class KeyCatcher : ICrypto
    {
        private readonly PcCrypto _inner = new();

        public List<byte[]> Keys { get; } = [];

        public IAes CreateAes() => new Aes(this, _inner.CreateAes());

        public void HmacSha256(byte[] key, int keyOffset, int keyCount, byte[] data, int offset, int count, byte[] mac, int macOffset)
            => _inner.HmacSha256(key, keyOffset, keyCount, data, offset, count, mac, macOffset);

        private sealed class Aes(KeyCatcher owner, IAes inner) : IAes
        {
            private byte[] _key = [];

            public void SetKey(byte[] key, int offset, int count)
            {
                _key = key.AsSpan(offset, count).ToArray();
                owner.Keys.Add((byte[])_key.Clone());
                inner.SetKey(key, offset, count);
            }

            public void ClearKey()
            {
                Array.Clear(_key);
                inner.ClearKey();
            }

            public void EncryptBlocks(byte[] buffer, int offset, int count) => inner.EncryptBlocks(buffer, offset, count);

            public void ChainBlocks(byte[] buffer, int offset, int count, byte[] chain) => inner.ChainBlocks(buffer, offset, count, chain);
        }
    }
}
