/** What each task is told, for `--help` and for messages. Nothing but Deno: set-up may not be done. */
import { join, relative } from "node:path";
import { isOwnProject, projectPath, ROOT } from "../lab/system/state.ts";

/** A task's arguments, and what is worth knowing of them. */
interface Help {
  usage: string;
  about: string[];
  /** What its exit code says, where it is more than whether it was done. */
  exit?: string[];
}

/** Of every task. */
const EXIT = ["Exit code 0: done; 1: it could not be done, and a sentence says why."];

const PROJECT = "--project DIR     a folder of your own with servers/, notebooks/ and data/";

const HELP: Record<string, Help> = {
  reproduce: {
    usage: "reproduce [NOTEBOOK…] [--minutes N]",
    about: [
      "Measures the notebooks' experiments here, executes them and writes a report.",
      "--minutes M  for measuring; 17 hold three blocks of half of the headline claims, 27 of all",
    ],
  },
  run: {
    usage: "run [NAME] [--expect TEXT]… [--resume RUN] [OPTION…]",
    about: [
      "Measures the experiment of the notebook notebooks/NN-NAME.ipynb and says what was found. It ends",
      "where there is enough, or:",
      "--blocks N        after N blocks in all, however long they take, or earlier if all is decided",
      "--minutes M       after M minutes, however many blocks",
      "--until-decided   when each claim of two cells is decided, or at its last look",
      "--resume RUN      goes on with a run; with one of these also where it had come to its end",
      "--full            all cells and more time a trial, as for the record",
      "--seed N          the order of trials, as in another run",
      "--on server=a,database=b,load=c,d   where roles are, by the names of machines.json",
      "--fleet WHERE     blocks go to several machines by Dask: tcp://SCHEDULER:8786, ssh:HOSTS_FILE (a",
      "                  line a machine: [USER@]HOST [FOLDER]), or local:N here, to try it out",
      "",
      "--expect TEXT     a gate: what the throughput of two servers must keep, decided by its exit code;",
      "                  may be given again. Without NAME the two sides are measured in the usual",
      "                  scenario of their workload, for 10 minutes at the most unless it is said.",
      '                  "mine ≥ 0.95 × mine@main" (or >=, x, *, 95% of), "mine <= 1.1 * other",',
      '                  "mine within 5% of other"; "mine 2×5" has 2 workers of 5 threads',
      "--json, --csv     what was found on stdout as data: cells and claims, or a row a cell",
      "--markdown FILE   a summary for a pull request, also added to $GITHUB_STEP_SUMMARY",
    ],
    exit: [
      "Exit code with --expect 0: all of it holds; 1: some of it fails; 2: undecided; 3: it could not",
      "be measured. Without it 0: done; 1: it could not be done, and a sentence says why.",
    ],
  },
  fleet: {
    usage:
      "fleet scheduler [--host H] [--port N], or fleet worker tcp://SCHEDULER:8786 [--name N], " +
      "or fleet setup",
    about: [
      "Makes this machine part of a fleet, until Ctrl-C; run NAME --fleet tcp://SCHEDULER:8786 measures",
      "on its workers, one a machine.",
      "scheduler  on loopback unless --host names an address of a network that is yours alone: whoever",
      "           reaches it may run programs on the workers",
      "worker     takes blocks and measures them with this checkout",
      "setup      installs Dask here, for a fleet over ssh, and says where",
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
    about: [
      "Asks variants everything that their workload and the contract of servers promise.",
      "--accept  writes their receipts into the README.md of their workload",
    ],
    exit: ["Exit code 0: all promises are kept; 1: some are not, or it could not be done."],
  },
  report: {
    usage: "report [NOTEBOOK…] [--run RUN | --here] [--code], or report --markdown",
    about: [
      "Executes notebooks on the runs that there are and writes pages: no server is started.",
      "Without an option on the recorded runs:",
      "--run RUN   on this run, a folder of data/runs; without a notebook, on those that show it",
      "--here      on the runs of this machine, where there are",
      "--code      with the code shown; else it is folded",
      "--markdown  the pages that are committed, and the ledger that goes with them",
    ],
  },
  export: {
    usage: "export NOTEBOOK --to html|pdf|md|ipynb [--code] [--run RUN | --here] [--out FILE]",
    about: [
      "Executes one notebook on the recorded runs, or on those asked for as in report, and writes it as",
      "one file: NOTEBOOK.html, unless --to or --out says otherwise. It needs no network and no other",
      "file; the pictures of Markdown are in a folder beside it. A PDF is printed by Chromium.",
      "--code      with the code: shown in HTML, printed in a PDF, left in Markdown",
    ],
  },
  docs: {
    usage: "docs",
    about: ["Renews the tables of the READMEs that come from the project itself."],
  },
  setup: {
    usage: "setup [--on MACHINE]",
    about: [
      "Makes everything that the other tasks need; they do it by themselves.",
      "--on MACHINE  the same on a machine of machines.json, and says whether the two agree",
    ],
  },
  faults: {
    usage: "faults",
    about: [
      "Plants every fault that the lab is to find or survive, and counts what was lost: 10 minutes.",
    ],
    exit: [
      "Exit code 0: every fault came out as promised; 1: one did not, or it could not be done.",
    ],
  },
  bench: {
    usage: "bench [--record] [--fleet]",
    about: [
      "Measures the lab itself: its load generator against wrk, its overhead, its reading.",
      "--record  keeps it as what comes with the project",
      "--fleet   also blocks of two workers over those of one, for which Dask is installed",
    ],
  },
  prove: {
    usage:
      "prove [--server S]…, or prove --record [--minutes N] [--shots N] [--server S]… [--again]",
    about: [
      "Tests the lab on effects of known size, beside the old method and one shot of each.",
      "--record  measures them first, N minutes each; what is there is gone on with",
      "--again   measures also what is there in full",
    ],
  },
  lab: {
    usage: "lab [ARGUMENT…], or lab --kernel, or lab --kernel=print",
    about: [
      "Opens the notebooks in JupyterLab, which is given the arguments.",
      "--kernel        installs the kernel for the other Jupyters and editors of this user",
      "--kernel=print  prints it for whoever puts it elsewhere",
    ],
  },
  test: {
    usage: "test [FILE…] [ARGUMENT…]",
    about: ["Runs the tests; arguments such as --filter TEXT go to deno test."],
  },
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
  share: {
    usage: "share RUN [--to FILE]",
    about: [
      "Writes a run as one file that somebody else may have, RUN.tar.gz unless --to names another: its",
      "plan, machine, trials and checksums, and no name, path, address or password. Says what it holds.",
    ],
  },
  add: {
    usage: "add FILE",
    about: [
      "Takes in a run that somebody else shared. All of it is looked at before anything is written; it",
      "is shown as a stranger's, and never in the place of your own runs or of recorded ones.",
    ],
  },
  migrate: {
    usage: "migrate [RUN…]",
    about: [
      "Turns what an older lab wrote into what this one reads: all runs, or those that are named.",
      "Runs of before checksums get theirs; nothing else of them changes.",
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

const WIDTH = 100;

/** In lines that a terminal has room for; what stands in brackets stays together. */
function usageText(usage: string): string {
  const parts = usage.match(/\[[^\]]*\]\S*|\S+/g) ?? [];
  return parts.reduce((text, part) => {
    const line = text.slice(text.lastIndexOf("\n") + 1);
    return line.length + 1 + part.length > WIDTH ? `${text}\n    ${part}` : `${text} ${part}`;
  });
}

/** What `deno task NAME --help` prints: of a task that takes little, what `deno task` alone says of it. */
export function helpOf(task: string): string {
  const help = HELP[task];
  if (help) {
    const exit = help.exit ?? EXIT;
    return [usageText(`deno task ${help.usage}`), "", ...help.about, "", PROJECT, "", ...exit].join(
      "\n",
    );
  }
  const { tasks } = JSON.parse(Deno.readTextFileSync(join(ROOT, "deno.json")));
  return [`deno task ${task}`, "", tasks[task].description, "", ...EXIT].join("\n");
}
