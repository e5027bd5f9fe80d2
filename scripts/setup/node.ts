/** The packages of the Node.js servers, exactly those of their lock file. */
import { join } from "node:path";
import { nodeNeeds, NPM_CI } from "../../lab/runtimes/kinds/node.ts";
import { installPackages } from "../../lab/runtimes/nodepackages.ts";
import { GauntletError, ROOT } from "../../lab/system/state.ts";
import { fingerprintOf, type Step } from "./step.ts";

const FOLDER = join(ROOT, "servers", "quotes", "node");

export const node: Step = {
  name: "node",
  title: "Node.js servers",
  fingerprint: () => fingerprintOf([join(FOLDER, "package-lock.json")], FOLDER),
  run: async () => {
    const needs = await nodeNeeds();
    if (needs) throw new GauntletError(`Cannot set up the Node.js servers: they need ${needs}`);
    await installPackages(FOLDER, "package-lock.json", NPM_CI);
  },
};
