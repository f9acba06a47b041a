using System.Globalization;
using Telenode.Coap;
using Telenode.SimBoard.Net;

namespace Telenode.Tests.Host.Coap;

/// <summary>node-coap's client and server against ours.</summary>
[TestClass]
public class NodeCoapTests
{
    private const int Patience = 60_000;

    private const string Server = """
        const coap = require('coap'), crypto = require('crypto');
        let n = 0;
        coap.createServer((req, res) => {
          if (req.headers['Observe'] === 0 && req.url === '/count') {
            const t = setInterval(() => res.write(String(++n)), 200);
            res.write(String(n));
            res.on('finish', () => clearInterval(t));
          } else if (req.method === 'PUT') {
            res.code = '2.04';
            res.end(String(req.payload.length));
          } else if (req.url === '/large') {
            res.end(Buffer.alloc(3000, 'y'));
          } else {
            res.code = '4.04';
            res.end();
          }
        }).listen(PORT, '127.0.0.1');
        """;

    [TestMethod]
    public void OurClientGetsALargeRepresentation()
    {
        using CoapPeer peer = CoapPeer.Node(Server);
        using CoapSession session = peer.Session("large");
        int bytes = 0;
        bool over = false;
        session.OnEvent = e =>
        {
            bytes += session.Endpoint.Message.PayloadLength;
            over = !session.Endpoint.EventMore;
        };
        session.Send(session.NewRequest(CoapCode.Get));
        Assert.IsTrue(session.RunUntil(() => over, Patience));
        Assert.AreEqual(3000, bytes);
    }

    [TestMethod]
    public void OurClientPutsALargeBody()
    {
        using CoapPeer peer = CoapPeer.Node(Server);
        using CoapSession session = peer.Session("x", blockSize: 256);
        string answer = "";
        session.OnEvent = e =>
        {
            CoapMessage m = session.Endpoint.Message;
            answer = System.Text.Encoding.ASCII.GetString(m.Buffer, m.PayloadOffset, m.PayloadLength);
        };
        CoapRequest put = session.NewRequest(CoapCode.Put);
        put.Body = new Pattern(3000);
        session.Send(put);
        Assert.IsTrue(session.RunUntil(() => answer.Length > 0, Patience));
        Assert.AreEqual("3000", answer);
    }

    [TestMethod]
    public void OurClientObserves()
    {
        using CoapPeer peer = CoapPeer.Node(Server);
        using CoapSession session = peer.Session("count");
        int states = 0;
        session.OnEvent = e => states += e is CoapEvent.Response or CoapEvent.Notification ? 1 : 0;
        CoapRequest request = session.NewRequest(CoapCode.Get);
        request.Observe = true;
        session.Send(request);
        Assert.IsTrue(session.RunUntil(() => states >= 4, Patience));
    }

    [TestMethod]
    public void TheirClientGetsPutsAndObserves()
    {
        var counter = new LibcoapTests.Counting();
        int resource = -1;
        var store = new LibcoapTests.Storing(3000);
        using var served = new Served(endpoint =>
        {
            resource = endpoint.AddResource("count", counter, "", ResourceFlags.Observable);
            endpoint.AddResource("store", store, "", ResourceFlags.TakesBlocks);
        });
        using var timer = new Timer(_ => served.Do(endpoint =>
        {
            counter.Value++;
            endpoint.Notify(resource, Environment.TickCount64);
        }), null, 500, 200);
        string port = served.Port.ToString(CultureInfo.InvariantCulture);
        string script = """
            const coap = require('coap');
            const get = coap.request({ host: '127.0.0.1', port: PORT, pathname: '/store' });
            get.on('response', r => setTimeout(() => {
              console.log('got', r.payload.length);
              const put = coap.request({ host: '127.0.0.1', port: PORT, pathname: '/store', method: 'PUT' });
              put.setOption('Block1', Buffer.from([0x2]));
              put.on('response', p => setTimeout(() => {
                console.log('put', p.code);
                const obs = coap.request({ host: '127.0.0.1', port: PORT, pathname: '/count', observe: true });
                let n = 0;
                obs.on('response', o => o.on('data', d => { if (++n === 4) { console.log('observed'); process.exit(0); } }));
                obs.end();
              }, 50));
              put.end(r.payload);
            }, 50));
            get.end();
            """;
        string folder = Path.Combine(Repository.Root, "tests/Host/Peers/node");
        string require = $"module.paths.push('{folder}/node_modules');";
        (int exit, string output) = CoapPeer.Client("node", "-e", require + script.Replace("PORT", port, StringComparison.Ordinal));
        Assert.AreEqual(0, exit, output);
        StringAssert.Contains(output, "got 3000");
        StringAssert.Contains(output, "put 2.04");
        StringAssert.Contains(output, "observed");
        Assert.IsTrue(store.IsPattern);
    }
}
