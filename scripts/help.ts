/** What each task is told, for `--help` and for messages. Nothing but Deno: set-up may not be done. */
import { join, relative } from "node:path";
import { isOwnProject, projectPath, ROOT } from "../lab/system/state.ts";

/** A task's arguments, and what is worth knowing of them. */
interface Help {
  usage: string;
  about: string[];
}

const PROJECT = "--project DIR   a folder of your own with servers/, notebooks/ and data/";

const HELP: Record<string, Help> = {
  reproduce: {
    usage: "reproduce [NOTEBOOK…] [--minutes N]",
    about: [
      "Measures the notebooks' experiments here, executes them and writes a report.",
      "--minutes M  for measuring; 16.5 hold three blocks of most headline claims, 25 of all",
    ],
  },
  run: {
    usage:
      "run NAME [--full] [--seed N], or run --resume RUN; [--blocks N] [--minutes M] [--until-decided]",
    about: [
      "Measures the experiment of the notebook notebooks/NN-NAME.ipynb, until there is enough or:",
      "--blocks N       N blocks in all, however long they take",
      "--minutes M      M minutes, however many blocks",
      "--until-decided  each claim of two cells is decided, or at its last look",
      "--resume RUN     goes on with a run; with one of these also where it had come to its end",
    ],
  },
  serve: {
    usage: "serve VARIANT [--workers N] [--threads N] [--size N] [--endpoint E]",
    about: ["Starts one server of any workload with its database, to try by hand, until Ctrl-C."],
  },
  variants: {
    usage: "variants [--json]",
    about: ["Lists every variant by its workload, and what it needs on this machine."],
  },
  "new-workload": {
    usage: "new-workload NAME [--like WORKLOAD]",
    about: [
      "Makes servers/NAME/: what servers are asked, the database that they ask, and a server that",
      "works at once. --like copies the workload without its servers.",
    ],
  },
  "new-variant": {
    usage: "new-variant NAME --like FOLDER|VARIANT | --url URL [--pid N] | --program " +
      "[--workload W] [--endpoint E]…",
    about: [
      "Makes servers/WORKLOAD/NAME/:",
      "--like FOLDER   a copy of a folder of servers, which works at once, with other names",
      "--like VARIANT  the same, by one of its variants",
      "--url URL       a server that already runs; --pid N, its process, tells its CPU and memory",
      "--program       a program of its own, in C, Rust, Go …: how it is built and started",
      "--endpoint E    of the workload, one that it answers; may be given again; else all",
    ],
  },
  "new-notebook": {
    usage: "new-notebook NAME [--variants A,B] [--workload W]",
    about: [
      "Makes notebooks/NN-NAME.ipynb: an experiment on variants of one workload, and what it found.",
    ],
  },
  "check-variant": {
    usage: "check-variant [NAME…] [--accept]",
    about: ["Asks variants everything that their workload and the contract of servers promise."],
  },
  report: {
    usage: "report [NOTEBOOK…], or report --markdown",
    about: [
      "Executes notebooks on the runs that there are and writes pages: no server is started.",
    ],
  },
  lab: { usage: "lab [ARGUMENT…]", about: ["Opens the notebooks in JupyterLab."] },
  test: { usage: "test [FILE…]", about: ["Runs the tests."] },
  soak: {
    usage: "soak [--trials N]",
    about: [
      "Measures many short trials in one run, 300 unless N is given, about 6 s each, and compares what",
      "the runner holds after the first and before the last: memory, open files, processes.",
    ],
  },
  ok: { usage: "ok [--checks]", about: ["Format, lint, types, notebook cells and tests."] },
  record: {
    usage: "record [--minutes N] [--again REASON [EXPERIMENT…]], or record RUN",
    about: [
      "Measures what data/recording.json says, one experiment after the other, as far as the minutes go;",
      "the same command goes on. --again measures anew what was begun before, and keeps both. A run that",
      "is named becomes the one that comes with the project, where no recording has its experiment.",
    ],
  },
};

/** `use deno task run NAME …`, for the end of a message. */
export const useOf = (task: string): string => `use deno task ${HELP[task]!.usage}`;

/** `deno task run NAME`, with the project where it is somebody's own: as it can be typed. */
export function typed(task: string): string {
  if (!isOwnProject()) return `deno task ${task}`;
  const project = relative(Deno.env.get("INIT_CWD") ?? Deno.cwd(), projectPath()) || ".";
  return `deno task ${task} --project ${project}`;
}

/** What `deno task NAME --help` prints: of a task that takes little, what `deno task` alone says of it. */
export function helpOf(task: string): string {
  const help = HELP[task];
  if (help) return [`deno task ${help.usage}`, "", ...help.about, "", PROJECT].join("\n");
  const { tasks } = JSON.parse(Deno.readTextFileSync(join(ROOT, "deno.json")));
  return [`deno task ${task}`, "", tasks[task].description].join("\n");
}
