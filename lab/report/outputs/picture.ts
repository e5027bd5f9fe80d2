/** Drawings as pictures of a notebook: by a browser, which alone knows what its fonts look like. */
import { Buffer } from "node:buffer";
import { findChromium, openChromium } from "../alone/chromium.ts";
import { indexed, pngOf, SCALE } from "./png.ts";

/** Makes PNG of SVG, as long as it lives. */
export interface Painter extends AsyncDisposable {
  paint(svg: string): Promise<Uint8Array>;
}

/**
 * Opens a browser to paint with.
 *
 * @throws ReportError when there is none
 */
export async function painter(): Promise<Painter> {
  const browser = await openChromium(await findChromium("Cannot paint the figures of notebooks"));
  const page = await browser.newPage({ colorScheme: "light" });
  return {
    async paint(svg) {
      const { width, height, base64 } = await page.evaluate(drawing(svg)) as {
        width: number;
        height: number;
        base64: string;
      };
      return pngOf(indexed(width, height, Buffer.from(base64, "base64")));
    },
    [Symbol.asyncDispose]: () => browser.close(),
  };
}

/** A program for the browser: draws the picture on a canvas and gives its pixels. */
const drawing = (svg: string): string =>
  `(async () => {
  const image = new Image();
  image.src = "data:image/svg+xml;base64," + ${
    JSON.stringify(Buffer.from(svg, "utf8").toString("base64"))
  };
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(image.naturalWidth * ${SCALE});
  canvas.height = Math.round(image.naturalHeight * ${SCALE});
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
  let text = "";
  for (let at = 0; at < data.length; at += 32768) {
    text += String.fromCharCode(...data.subarray(at, at + 32768));
  }
  return { width: canvas.width, height: canvas.height, base64: btoa(text) };
})()`;
