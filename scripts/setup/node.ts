/** The packages of the Node.js servers, exactly those of their lock file. */
import { join } from "node:path";
import { GauntletError, ROOT } from "../../lab/system/state.ts";
import { call, explain, fingerprintOf, type Step } from "./step.ts";

const FOLDER = join(ROOT, "servers", "node");
/** The oldest release that is still maintained and that the servers are written for. */
const OLDEST_MAJOR = 20;

export const node: Step = {
  name: "node",
  title: "Node.js servers",
  fingerprint: () => fingerprintOf([join(FOLDER, "package-lock.json")], FOLDER),
  run: async () => {
    const { success: found, stdout } = await call("node", ["--version"]);
    const major = Number(stdout.match(/^v(\d+)/)?.[1] ?? 0);
    if (!found || major < OLDEST_MAJOR) {
      throw new GauntletError(
        `Cannot set up the Node.js servers: Node.js ${OLDEST_MAJOR} or newer is needed and ` +
          `${
            found ? `${stdout} was found` : "none was found on PATH"
          }; install it from your system's packages`,
      );
    }
    const quiet = ["--no-audit", "--no-fund", "--loglevel", "error", "--ignore-scripts"];
    const { success, said } = await call("npm", ["ci", ...quiet], { cwd: FOLDER });
    if (!success) {
      throw explain("the packages of servers/node", said, "set NPM_CONFIG_REGISTRY to a mirror");
    }
  },
};
