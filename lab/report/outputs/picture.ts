/** Drawings as pictures of a notebook: by a browser, which alone knows what its fonts look like. */
import { Buffer } from "node:buffer";
import { type Browser, chromium } from "playwright-core";
import { GauntletError } from "../../nouns/error.ts";
import { exists } from "../../system/state.ts";
import { indexed, pngOf, SCALE } from "./png.ts";

/** Makes PNG of SVG, as long as it lives. */
export interface Painter extends AsyncDisposable {
  paint(svg: string): Promise<Uint8Array>;
}

const BROWSERS = ["chromium", "chromium-browser", "google-chrome"];

/**
 * Opens a browser to paint with.
 *
 * @throws GauntletError when there is none
 */
export async function painter(): Promise<Painter> {
  const browser = await opened();
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

async function opened(): Promise<Browser> {
  const folders = (Deno.env.get("PATH") ?? "").split(":").filter(Boolean);
  for (const path of BROWSERS.flatMap((name) => folders.map((folder) => `${folder}/${name}`))) {
    if (await exists(path)) {
      return await chromium.launch({
        executablePath: path,
        args: Deno.uid() === 0 ? ["--no-sandbox"] : [],
      });
    }
  }
  throw new GauntletError(
    `Cannot paint the figures of notebooks: there is none of ${BROWSERS.join(", ")} on PATH; ` +
      `install one`,
  );
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
