using System.Runtime.InteropServices;
using BenchmarkDotNet.Attributes;

namespace Telenode.Benchmarks;

/// <summary>The same handshake as <see cref="SecurityProtocolBenchmarks.DtlsHandshake"/> by OpenSSL, both sides in one thread over memory.</summary>
/// <remarks>Without the cookie round trip, which OpenSSL leaves to the program.</remarks>
public class SecurityOpenSslBenchmarks
{
    private const string Library = "libssl.so.3";
    private const string Crypto = "libcrypto.so.3";
    private const int SetMtu = 17;
    private const long NoQueryMtu = 1 << 12;
    private const string Suite = "PSK-AES128-CCM8:@SECLEVEL=0";

    private static readonly ClientCallback _clientKey = (_, _, identity, _, key, _) =>
    {
        Marshal.WriteInt16(identity, 'n');
        return Fill(key);
    };

    private static readonly ServerCallback _serverKey = (_, _, key, _) => Fill(key);

    private readonly IntPtr _clientContext = Context(DTLS_client_method());
    private readonly IntPtr _serverContext = Context(DTLS_server_method());

    public SecurityOpenSslBenchmarks()
    {
        SSL_CTX_set_psk_client_callback(_clientContext, _clientKey);
        SSL_CTX_set_psk_server_callback(_serverContext, _serverKey);
    }

    private delegate uint ClientCallback(IntPtr ssl, IntPtr hint, IntPtr identity, uint maxIdentity, IntPtr key, uint maxKey);

    private delegate uint ServerCallback(IntPtr ssl, IntPtr identity, IntPtr key, uint maxKey);

    [Benchmark]
    public void OpenSslDtlsHandshake()
    {
        IntPtr up = BIO_new(BIO_s_mem()), down = BIO_new(BIO_s_mem());
        BIO_up_ref(up);
        BIO_up_ref(down);
        IntPtr client = Side(_clientContext, down, up), server = Side(_serverContext, up, down);
        SSL_set_connect_state(client);
        SSL_set_accept_state(server);
        int rounds = 0;
        while ((SSL_do_handshake(client) != 1) | (SSL_do_handshake(server) != 1))
        {
            if (++rounds > 20)
            {
                throw new InvalidOperationException("no handshake");
            }
        }

        SSL_free(client);
        SSL_free(server);
    }

    private static uint Fill(IntPtr key)
    {
        for (int i = 0; i < 16; i++)
        {
            Marshal.WriteByte(key, i, 0);
        }

        return 16;
    }

    private static IntPtr Context(IntPtr method)
    {
        IntPtr context = SSL_CTX_new(method);
        SSL_CTX_set_cipher_list(context, Suite);
        return context;
    }

    private static IntPtr Side(IntPtr context, IntPtr read, IntPtr write)
    {
        IntPtr ssl = SSL_new(context);
        SSL_set_options(ssl, NoQueryMtu);
        SSL_ctrl(ssl, SetMtu, 1200, IntPtr.Zero);
        SSL_set_bio(ssl, read, write);
        return ssl;
    }

    [DllImport(Library)]
    private static extern IntPtr DTLS_client_method();

    [DllImport(Library)]
    private static extern IntPtr DTLS_server_method();

    [DllImport(Library)]
    private static extern IntPtr SSL_CTX_new(IntPtr method);

    [DllImport(Library)]
    private static extern int SSL_CTX_set_cipher_list(IntPtr context, string suites);

    [DllImport(Library)]
    private static extern void SSL_CTX_set_psk_client_callback(IntPtr context, ClientCallback callback);

    [DllImport(Library)]
    private static extern void SSL_CTX_set_psk_server_callback(IntPtr context, ServerCallback callback);

    [DllImport(Library)]
    private static extern IntPtr SSL_new(IntPtr context);

    [DllImport(Library)]
    private static extern void SSL_free(IntPtr ssl);

    [DllImport(Library)]
    private static extern ulong SSL_set_options(IntPtr ssl, long options);

    [DllImport(Library)]
    private static extern long SSL_ctrl(IntPtr ssl, int command, long value, IntPtr pointer);

    [DllImport(Library)]
    private static extern void SSL_set_bio(IntPtr ssl, IntPtr read, IntPtr write);

    [DllImport(Library)]
    private static extern void SSL_set_connect_state(IntPtr ssl);

    [DllImport(Library)]
    private static extern void SSL_set_accept_state(IntPtr ssl);

    [DllImport(Library)]
    private static extern int SSL_do_handshake(IntPtr ssl);

    [DllImport(Crypto)]
    private static extern IntPtr BIO_new(IntPtr type);

    [DllImport(Crypto)]
    private static extern IntPtr BIO_s_mem();

    [DllImport(Crypto)]
    private static extern int BIO_up_ref(IntPtr bio);
}
