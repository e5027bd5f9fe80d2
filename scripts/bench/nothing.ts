/**
 * A server that does nothing: it answers each piece that it receives with the same bytes. What a load
 * generator reaches here is the most that it can. Prints its URL.
 */
import { createServer } from "node:net";
import { LOOPBACK } from "../../lab/bench/ports.ts";

const BODY = '{"ok":true}';
const ANSWER = new TextEncoder().encode(
  `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${BODY.length}\r\n\r\n${BODY}`,
);

const server = createServer({ noDelay: true }, (socket) => {
  socket.on("data", () => socket.write(ANSWER));
  socket.on("error", () => socket.destroy());
});
server.listen(0, LOOPBACK, () => {
  const { port } = server.address() as { port: number };
  console.log(`http://${LOOPBACK}:${port}`);
});
