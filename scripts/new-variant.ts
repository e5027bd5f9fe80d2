/**
 * `deno task new-variant NAME --like …`, `--url …` or `--program`: a server of your own beside the
 * others of its workload.
 */
import { relative } from "node:path";
import { closestTo } from "../lab/text/closest.ts";
import type { FoundWorkload } from "../lab/nouns/workload.ts";
import { catalog, workloadNamed } from "../lab/server/catalog.ts";
import { GauntletError, projectPath } from "../lab/system/state.ts";
import type { Task } from "./gauntlet.ts";
import { typed, useOf } from "./help.ts";
import { checkedName, checkFree, copySources, named, templateFolder } from "./making/files.ts";
import { copyVariants, folderNamed, variantsIn } from "./making/variants.ts";
import { readArguments } from "./shared/arguments.ts";

/** What is asked for. */
interface Wanted {
  name: string;
  workload?: string;
  endpoints: string[];
  /** One of these. */
  like?: string;
  url?: string;
  program: boolean;
  pid?: string;
}

const newVariant: Task = async (args) => {
  const wanted = read(args);
  const { name, like } = wanted;
  const source = like === undefined ? null : folderNamed(like, wanted.workload);
  const workload = source === null
    ? workloadMeant(wanted)
    : workloadNamed(wanted.workload ?? source.workload);
  const folder = projectPath("servers", workload.name, name);
  checkFree(folder, `"${name}"`);
  const names = source === null
    ? await fromTemplate(folder, wanted, workload)
    : await copyVariants(source, folder, name);
  console.log(
    `${relative(projectPath(), folder)} has ${names.join(", ")}; ${nextStep(wanted, names)}`,
  );
};
export default newVariant;

function nextStep({ url, program }: Wanted, [first]: string[]): string {
  if (url !== undefined) return `measure it: ${typed(`new-notebook ${first} --variants ${first}`)}`;
  const check = typed(`check-variant ${first}`);
  return program
    ? `write the program, change variants.ts beside it, then try ${check}`
    : `try ${check}`;
}

function read(args: string[]): Wanted {
  const usage = useOf("new-variant");
  try {
    const { values, positionals: [name, ...more] } = readArguments({
      args,
      allowPositionals: true,
      options: {
        like: { type: "string" },
        url: { type: "string" },
        pid: { type: "string" },
        program: { type: "boolean" },
        workload: { type: "string" },
        endpoint: { type: "string", multiple: true },
      },
    });
    if (more.length > 0) throw new Error(`"${more[0]}" is one name too many`);
    const { like, url, pid, program = false, workload, endpoint: endpoints = [] } = values;
    const checked = checkedName(name, "a variant", usage);
    const kinds = [like !== undefined, url !== undefined, program].filter(Boolean).length;
    if (kinds !== 1) throw new Error("one of --like, --url and --program is needed");
    if (pid !== undefined && (url === undefined || !/^[1-9]\d*$/.test(pid))) {
      throw new Error(`--pid is "${pid}"; give the number of a process, with --url`);
    }
    if (url !== undefined && !/^https?:$/.test(URL.parse(url)?.protocol ?? "")) {
      throw new Error(`--url is "${url}"; give one like http://127.0.0.1:8000`);
    }
    if (like !== undefined && endpoints.length > 0) {
      throw new Error("a copy answers what its original answers; leave --endpoint out");
    }
    return { name: checked, like, url, program, pid, workload, endpoints };
  } catch (error) {
    if (error instanceof GauntletError) throw error;
    throw new GauntletError(`Cannot make a variant: ${(error as Error).message}; ${usage}`);
  }
}

/** The one that is named, or the only one of the project. */
function workloadMeant({ name, workload }: Wanted): FoundWorkload {
  if (workload !== undefined) return workloadNamed(workload);
  const listed = new Set(catalog.listed.map((each) => catalog.variants.get(each)!.workload));
  const own = [...catalog.workloads.keys()].filter((each) => listed.has(each));
  if (own.length === 1) return workloadNamed(own[0]!);
  throw new GauntletError(
    own.length === 0
      ? `Cannot make "${name}": there is no workload yet; make one with deno task new-workload`
      : `Cannot make "${name}": there are the workloads ${own.join(", ")}; ` +
        `name the one that it answers with --workload`,
  );
}

async function fromTemplate(
  folder: string,
  { name, url, pid, endpoints }: Wanted,
  workload: FoundWorkload,
): Promise<string[]> {
  if (catalog.variants.has(name)) {
    throw new GauntletError(
      `Cannot make "${name}": there is a variant of that name; choose another`,
    );
  }
  const known = Object.keys(workload.endpoints);
  const unknown = endpoints.find((each) => !known.includes(each));
  if (unknown !== undefined) {
    throw new GauntletError(
      `Cannot make "${name}": the workload ${workload.name} has no endpoint "${unknown}"; ` +
        closestTo(unknown, known),
    );
  }
  const answered = (endpoints.length > 0 ? endpoints : known).map((each) => JSON.stringify(each));
  await copySources(
    templateFolder(url === undefined ? "program" : "url"),
    folder,
    (text) =>
      named(
        text.replace('"example-endpoint"', answered.join(", "))
          .replace('"http://127.0.0.1:8000"', JSON.stringify(url ?? ""))
          .replace(/ *\/\/ CHANGE: its process.*\n *\/\/ (pid: )\d+/, (whole, field) =>
            pid === undefined ? whole : `    ${field}${pid}`),
        name,
      ),
  );
  return await variantsIn(folder);
}
