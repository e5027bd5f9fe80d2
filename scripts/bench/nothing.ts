/**
 * A server that does nothing: it answers each piece that it receives with the same bytes. What a load
 * generator reaches here is the most that it can. Prints its URL.
 */
import { LOOPBACK } from "../../lab/system/ports.ts";

const BODY = '{"ok":true}';
const ANSWER = new TextEncoder().encode(
  `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${BODY.length}\r\n\r\n${BODY}`,
);

async function answer(connection: Deno.TcpConn): Promise<void> {
  connection.setNoDelay(true);
  const request = new Uint8Array(4096);
  while (await connection.read(request) !== null) await connection.write(ANSWER);
}

const listener = Deno.listen({ hostname: LOOPBACK, port: 0 });
console.log(`http://${LOOPBACK}:${(listener.addr as Deno.NetAddr).port}`);
for await (const connection of listener) {
  // One that is reset ends like one that is closed.
  answer(connection).catch(() => {}).finally(() => connection.close());
}
