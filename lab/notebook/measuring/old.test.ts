import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { browser } from "../../report/fixtures.ts";

/** A notebook as JupyterLab has it: the wrapper of an output is a row of two columns. */
const cellHtml = (at: number, count: string, output: string) =>
  `<div class="jp-Cell jp-CodeCell" id="c${at}"><div class="jp-InputPrompt">[${count}]:</div>
  <div class="jp-Cell-outputWrapper" style="display:flex;flex-direction:row;width:600px">
  <div class="jp-Cell-outputCollapser" style="flex:0 0 8px"></div>
  <div class="jp-OutputArea jp-Cell-outputArea" style="flex:1 1 auto">
  <div class="jp-OutputArea-child" style="display:flex"><div style="flex:1">${output}</div></div>
  </div></div></div>`;

const source = (id: string) =>
  readFileSync(new URL("old.js", import.meta.url), "utf8").replaceAll(
    "MEASURED_ID",
    JSON.stringify(id),
  );

Deno.test("what is below a cell that measured is marked as old until it is run, in its own width", async () => {
  await using chromium = await browser();
  const page = await chromium.newPage();
  await page.setContent(
    `<div class="jp-Notebook">${cellHtml(1, "2", "above")}${
      cellHtml(2, "9", '<p id="said-1">measured</p>')
    }${cellHtml(3, "4", "a claim")}${cellHtml(4, "5", "a figure")}</div>`,
  );
  const ofOutput = () =>
    page.evaluate('document.querySelector("#c3 .jp-OutputArea-child").offsetWidth');
  /** Runs a cell: its number, then what it shows. */
  const ran = async (at: number, count: string, html: string) => {
    await page.evaluate(
      `document.querySelector("#c${at} .jp-InputPrompt").textContent = "[${count}]:";` +
        `document.querySelector("#c${at} .jp-OutputArea-child > div").innerHTML = ${
          JSON.stringify(html)
        }`,
    );
  };
  const old = async () => {
    await new Promise((resolve) => setTimeout(resolve, 400));
    return await page.evaluate(
      '[...document.querySelectorAll(".gauntlet-old")].map((one) => one.id).join(" ")',
    );
  };
  const widthPx = await ofOutput();
  await page.evaluate(source("said-1"));
  assert.equal(await old(), "c3 c4");
  assert.equal(await ofOutput(), widthPx);
  await ran(3, "10", "a claim");
  assert.equal(await old(), "c4");
  // Measured again and interrupted: nothing was measured, and the claim is that of the run there is.
  await ran(2, "*", "trial 1 of 8");
  assert.equal(await old(), "c4");
  await ran(2, "11", "the cell was interrupted");
  assert.equal(await old(), "c4");
  // And measured to its end.
  await ran(2, "12", '<p id="said-2">measured</p>');
  await page.evaluate(source("said-2"));
  assert.equal(await old(), "c3 c4");
  // Another kernel counts from the start.
  await ran(2, "1", "recorded");
  assert.equal(await old(), "");
});
