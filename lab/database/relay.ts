/**
 * Makes a near database far: a program that listens on loopback and passes bytes on to PostgreSQL and
 * back, each half a round trip later. It delays without limiting: any number of queries may be under
 * way. A new connection costs a round trip more, as the handshake of TCP would.
 *
 * Arguments: PostgreSQL's host, its port, the round trip in ms. The first line on stdout is the port.
 * It ends when its stdin does.
 */
import { DelayLine } from "./delayline.ts";

/** Of one connection; as much as a socket's own buffers would hold back. */
const MOST_UNDER_WAY_BYTES = 4 * 1024 * 1024;
const CHUNK_BYTES = 64 * 1024;

/** What waking up after a sleep takes; slept through it would come on top of every delay. */
const WAKING_MS = 0.06;

/** The C library sleeps to some 0.1 ms, a timer to a whole ms and more; off the thread that reads. */
const { symbols: { usleep } } = Deno.dlopen("libc.so.6", {
  usleep: { parameters: ["u32"], result: "i32", nonblocking: true },
});

const sleep = async (ms: number) => {
  if (ms > WAKING_MS) await usleep(Math.round((ms - WAKING_MS) * 1000));
  // Nearly due: others may read and write until it is.
  else await new Promise((resolve) => setImmediate(resolve));
};

/** Passes on what one side says, to its end; throws when either breaks off. */
async function passOn(from: Deno.TcpConn, to: Deno.TcpConn, line: DelayLine): Promise<void> {
  let underWayBytes = 0;
  let drained = Promise.withResolvers<void>();
  let writing = Promise.resolve();
  const write = (bytes: Uint8Array) => {
    writing = writing.then(async () => {
      for (let at = 0; at < bytes.length;) at += await to.write(bytes.subarray(at));
      underWayBytes -= bytes.length;
      drained.resolve();
    });
    // Whoever waits for room must hear of it.
    writing.catch((error) => drained.reject(error));
    drained.promise.catch(() => {});
  };
  for (;;) {
    const buffer = new Uint8Array(CHUNK_BYTES);
    const read = await from.read(buffer);
    if (read === null) break;
    underWayBytes += read;
    line.pass(() => write(buffer.subarray(0, read)));
    while (underWayBytes > MOST_UNDER_WAY_BYTES) {
      drained = Promise.withResolvers();
      await drained.promise;
    }
  }
  await new Promise<void>((resolve) => line.pass(resolve));
  await writing;
  await to.closeWrite();
}

/** Serves one connection of the server under test, once a handshake would have gone there and back. */
function serve(near: Deno.TcpConn, address: Deno.ConnectOptions, line: DelayLine): void {
  line.pass(() => line.pass(() => join(near, address, line).catch(() => {})));
}

async function join(near: Deno.TcpConn, address: Deno.ConnectOptions, line: DelayLine) {
  using _near = near;
  using far = await Deno.connect(address);
  for (const side of [near, far]) side.setNoDelay();
  await Promise.all([passOn(near, far, line), passOn(far, near, line)]);
}

if (import.meta.main) {
  const [hostname, port, roundTripMs] = Deno.args;
  const address = { hostname: hostname!, port: Number(port) };
  const line = new DelayLine(Number(roundTripMs) / 2, sleep);
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  console.log(listener.addr.port);
  (async () => {
    for await (const near of listener) serve(near, address, line);
  })();
  for await (const _nothing of Deno.stdin.readable);
  Deno.exit(0);
}
