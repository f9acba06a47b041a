// The browser flashers' own client of Improv over serial (npm improv-wifi-serial-sdk), on a terminal device instead of a Web Serial port.
// Usage: node improv-client.mjs DEVICE. Carries out the steps that stand on standard input, one JSON array [method, ...arguments] a line,
// and writes what became of each as a line of JSON.
import { register } from 'node:module';
import { createInterface } from 'node:readline';
import fs from 'node:fs';

// The package is made for bundlers: its modules import each other without an extension and are not marked as modules.
register('data:text/javascript,' + encodeURIComponent(`
  export async function resolve(specifier, context, next) {
    const ours = (context.parentURL ?? '').includes('improv-wifi-serial-sdk') || specifier.includes('improv-wifi-serial-sdk');
    const name = ours && specifier.startsWith('.') && !specifier.endsWith('.js') ? specifier + '.js' : specifier;
    const found = await next(name, context);
    return ours ? { ...found, format: 'module' } : found;
  }`));
const { ImprovSerial } = await import('improv-wifi-serial-sdk/dist/serial.js');

globalThis.CustomEvent ??= class extends Event {
  constructor(type, init) {
    super(type);
    this.detail = init?.detail;
  }
};

const fd = fs.openSync(process.argv[2], 'r+');
let stopped = false;
const port = {
  readable: new ReadableStream({
    async pull(controller) {
      const buffer = Buffer.alloc(256);
      const count = await new Promise((resolve, reject) =>
        fs.read(fd, buffer, 0, buffer.length, null, (error, bytes) => error ? reject(error) : resolve(bytes)));
      if (!stopped) {
        controller.enqueue(new Uint8Array(buffer.subarray(0, count)));
      }
    },
    cancel() {
      stopped = true;
    },
  }),
  writable: new WritableStream({
    write(chunk) {
      fs.writeSync(fd, chunk);
    },
  }),
};

const quiet = { log() {}, debug() {}, error() {} };
const client = new ImprovSerial(port, quiet);
client.addEventListener('state-changed', () => report('state', client.state));

function report(step, result, error) {
  process.stdout.write(JSON.stringify({ step, result: result ?? null, error: error ?? null, nextUrl: client.nextUrl ?? null }) + '\n');
}

for await (const line of createInterface({ input: process.stdin })) {
  const [method, ...values] = JSON.parse(line);
  try {
    report(method, await client[method](...values));
  } catch (error) {
    report(method, null, String(error));
  }
}

process.exit(0);
