/** Lines of a byte stream: the lab's processes speak one JSON object a line. */

/** Yields each complete line, and a last one that lacks its newline. */
export async function* jsonLines(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  let rest = "";
  for await (
    const text of stream.pipeThrough(
      new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>,
    )
  ) {
    const lines = (rest + text).split("\n");
    rest = lines.pop()!;
    for (const line of lines) if (line.trim() !== "") yield line;
  }
  if (rest.trim() !== "") yield rest;
}

/** Writes objects as lines, in order; a reader that has gone is no error. */
export function lineWriter(
  stream: WritableStream<Uint8Array>,
): (message: unknown) => Promise<void> {
  const writer = stream.getWriter();
  const encoder = new TextEncoder();
  let last: Promise<void> = Promise.resolve();
  return (message) => {
    const bytes = encoder.encode(JSON.stringify(message) + "\n");
    last = last.then(() => writer.write(bytes)).catch(() => {});
    return last;
  };
}
