/** A picture of few colours as PNG: figures have some dozens of them, and then an eighth of the bytes. */
import { crc32, deflateSync } from "node:zlib";

/** A quarter more than a figure is wide keeps its letters sharp; twice as much weighs twice as much. */
export const SCALE = 1.25;

/** Pixels, row by row, as places in a palette of `[red, green, blue]`. */
export interface Indexed {
  width: number;
  height: number;
  palette: readonly (readonly number[])[];
  pixels: Uint8Array;
}

/**
 * PNG with a palette (ISO/IEC 15948), one byte a pixel.
 *
 * @example
 * ```ts
 * import { pngOf } from "lab/report/outputs/png.ts";
 * const png = pngOf({ width: 1, height: 1, palette: [[255, 0, 0]], pixels: new Uint8Array([0]) });
 * console.log(png.length < 100); // true
 * ```
 */
export function pngOf({ width, height, palette, pixels }: Indexed): Uint8Array {
  const header = new DataView(new ArrayBuffer(13));
  header.setUint32(0, width);
  header.setUint32(4, height);
  header.setUint8(8, 8); // bits a pixel
  header.setUint8(9, 3); // with a palette
  // Each row begins with its filter: none, which suits areas of one colour best.
  const rows = new Uint8Array((width + 1) * height);
  for (let y = 0; y < height; y++) {
    rows.set(pixels.subarray(y * width, (y + 1) * width), y * (width + 1) + 1);
  }
  const parts = [
    new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk("IHDR", new Uint8Array(header.buffer)),
    chunk("PLTE", new Uint8Array(palette.flat())),
    chunk("IDAT", deflateSync(rows, { level: 9 })),
    chunk("IEND", new Uint8Array()),
  ];
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(data.length + 12);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, data.length);
  bytes.set(new TextEncoder().encode(type), 4);
  bytes.set(data, 8);
  view.setUint32(data.length + 8, crc32(bytes.subarray(4, data.length + 8)));
  return bytes;
}

/** So many colours at most: those seen most often; any other becomes the nearest of them. */
const MOST_COLOURS = 24;

/** Pixels of four bytes as {@link Indexed}; whatever shines through does so onto white. */
export function indexed(width: number, height: number, rgba: Uint8Array): Indexed {
  const seen = new Map<number, number>();
  const colours = new Uint32Array(width * height);
  for (let at = 0; at < colours.length; at++) {
    const alpha = rgba[4 * at + 3]! / 255;
    const [red, green, blue] = [0, 1, 2].map((k) =>
      Math.round(rgba[4 * at + k]! * alpha + 255 * (1 - alpha))
    );
    const colour = (red! << 16) | (green! << 8) | blue!;
    colours[at] = colour;
    seen.set(colour, (seen.get(colour) ?? 0) + 1);
  }
  const kept = [...seen].sort((a, b) => b[1] - a[1]).slice(0, MOST_COLOURS).map(([c]) => c);
  const parts = (colour: number) => [colour >> 16, (colour >> 8) & 255, colour & 255];
  const palette = kept.map(parts);
  const places = new Map(kept.map((colour, place) => [colour, place]));
  for (const colour of seen.keys()) {
    if (!places.has(colour)) places.set(colour, nearest(parts(colour), palette));
  }
  return { width, height, palette, pixels: Uint8Array.from(colours, (c) => places.get(c)!) };
}

function nearest(colour: readonly number[], palette: readonly (readonly number[])[]): number {
  const away = palette.map((each) =>
    each.reduce((sum, part, k) => sum + (part - colour[k]!) ** 2, 0)
  );
  return away.indexOf(Math.min(...away));
}
