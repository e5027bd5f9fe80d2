/** The buttons above a table or a figure, which `live.js` makes; pages of a browser alone load this too. */

/** How the buttons above a table or a figure look; the colours are those of what is around them. */
export const TOOLS_CSS = `
.gauntlet-tools{display:flex;flex-wrap:wrap;justify-content:flex-end;gap:4px;margin:0 0 4px;font:12px system-ui,sans-serif;color:inherit;opacity:.8}
.gauntlet-tools button,.gauntlet-tools input{font:inherit;color:inherit;background:none;border:1px solid rgb(128 128 128/.4);border-radius:5px;padding:1px 7px;margin:0;line-height:1.5;width:auto;height:auto;box-shadow:none}
.gauntlet-tools button{cursor:pointer}
.gauntlet-tools button:hover,.gauntlet-tools button:focus-visible{border-color:currentColor}
.gauntlet-tools input{margin-right:auto;min-width:11em}
@media print{.gauntlet-tools{display:none}}`.trim();
