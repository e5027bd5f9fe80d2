import assert from "node:assert/strict";
import { join } from "node:path";
import { onPath } from "../lab/system/path.ts";
import { ROOT } from "../lab/system/state.ts";
import { temporaryFolder } from "../lab/testing/folder.ts";
import { task } from "../lab/testing/task.ts";
import { labFrom } from "./making/files.ts";

/** A project with a workload of its own. */
async function kiosk() {
  const temporary = await temporaryFolder();
  const of = ["--project", temporary.folder];
  assert.equal((await task("new-workload", "kiosk", ...of)).code, 0);
  const read = (name: string) => Deno.readTextFile(join(temporary.folder, name));
  return {
    of,
    read,
    write: temporary.write,
    [Symbol.asyncDispose]: () => temporary[Symbol.asyncDispose](),
  };
}

Deno.test("a copy of a folder keeps the contract at once, and its names are its own", async () => {
  await using project = await kiosk();
  const { of } = project;
  const made = await task("new-variant", "stall", "--like", "kiosk-deno", ...of);
  assert.match(
    made.text,
    /^servers\/kiosk\/stall has stall; try deno task check-variant stall --project \S+\n$/,
  );
  const checked = await task("check-variant", "stall", ...of);
  assert.equal(checked.code, 0, "a receipt that nobody has seen yet breaks nothing");
  assert.match(checked.text, /^stall: (\d+) of \1 hold\nReceipt: stall item is not in the table/);
  assert.match(
    (await task("new-variant", "stall", "--like", "kiosk/deno", ...of)).text,
    /servers\/kiosk\/stall is there; choose another name/,
  );
});

Deno.test("a workload like another has its questions, and one server that can run here", async () => {
  await using temporary = await temporaryFolder();
  const of = ["--project", temporary.folder];
  const made = await task("new-workload", "costs", "--like", "known-effects", ...of);
  assert.match(
    made.text,
    /^servers\/costs is the workload costs: change its workload\.ts, schema\.sql, fill\.sql to/,
  );
  assert.match(made.text, /Its first server is costs-hashing; try deno task check-variant/);
  const notebook = await task("new-notebook", "costs", ...of);
  assert.match(notebook.text, /^notebooks\/01-costs\.ipynb asks costs-hashing; measure it/);
  const text = await Deno.readTextFile(join(temporary.folder, "notebooks", "01-costs.ipynb"));
  assert.match(text, /grid\(\{ variants: \[\\"costs-hashing\\"\], workers: \[1, 2\] \}\)/);
});

Deno.test("a server that already runs is named with its endpoints and its process", async () => {
  await using project = await kiosk();
  const { of } = project;
  const url = "https://127.0.0.1:8443";
  const given = ["--url", url, "--pid", "4321", "--endpoint", "item"];
  const made = await task("new-variant", "live", ...given, ...of);
  assert.match(made.text, /servers\/kiosk\/live has live; measure it: deno task new-notebook live/);
  const written = await project.read("servers/kiosk/live/variants.ts");
  assert.match(written, /^ {4}url: "https:\/\/127\.0\.0\.1:8443",\n {4}pid: 4321,$/m);
  assert.match(written, /endpoints: \["item"\]/);
  assert.match(
    (await task("check-variant", "live", ...of)).text,
    /^live: not checked here; the lab does not start it\n$/,
  );
});

Deno.test("a program in a language of its own is built once, and asked like any other", async () => {
  await using project = await kiosk();
  const { of } = project;
  const given = ["--program", "--endpoint", "item"];
  const made = await task("new-variant", "gopher", ...given, ...of);
  assert.match(made.text, /gopher has gopher; write the program, change variants\.ts beside it/);
  const listed: { variant: string; needs: string | null }[] = JSON.parse(
    (await task("variants", "--json", ...of)).text,
  );
  const { needs } = listed.find(({ variant }) => variant === "gopher")!;
  if (await onPath("go") === null) return assert.equal(needs, "go on PATH; install it");
  project.write({
    "servers/kiosk/gopher/go.mod": "module gopher\n\ngo 1.20\n",
    "servers/kiosk/gopher/main.go": PROGRAM,
  });
  const checked = (await task("check-variant", "gopher", ...of)).text;
  // It starts, listens and stops; that its item is in no table is what the workload's check finds.
  assert.match(checked, /broken: item answers by the contract: answered with an item that is not/);
  assert.doesNotMatch(checked, /broken: (it starts|it stops|an unknown path)/);
});

/** Answers as it should, from no table. */
const PROGRAM = `package main

import (
	"fmt"
	"net/http"
	"os"
)

func main() {
	http.HandleFunc("/items/", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprintf(w, "{\\"id\\": %s, \\"name\\": \\"made up\\", \\"price\\": 1}", r.URL.Path[7:])
	})
	if err := http.ListenAndServe(os.Getenv("HOST")+":"+os.Getenv("PORT"), nil); err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
}
`;

Deno.test("a program of a runtime that there is none of, or that is not built, is told in a sentence", async () => {
  await using project = await kiosk();
  const { of } = project;
  const variant = (runtime: string, word: string) =>
    `export const variants = [{ name: "odd", title: "Odd", runtime: "${runtime}", model: "sync", ` +
    `threaded: false, endpoints: ["item"], command: () => ["${word}"] }];\n`;
  const told = async (text: string) => {
    project.write({ "servers/kiosk/odd/variants.ts": text });
    return (await task("check-variant", "odd", ...of)).text;
  };
  assert.match(
    await told(variant("go", "server")),
    /Cannot read servers\/kiosk\/odd\/variants\.ts: "odd" has the runtime "go"; .*\bprogram\b/,
  );
  for (const runtime of ["program", "node"]) {
    assert.match(
      await told(variant(runtime, "./not-built")),
      /it starts: Cannot start "odd": its program "\.\/not-built" is neither in its folder, in its build/,
    );
  }
});

Deno.test("files import the lab as it is found from where they are", async () => {
  await using temporary = await temporaryFolder();
  const of = ["--project", temporary.folder];
  // The workload of the quotes draws its texts with the lab's own random numbers.
  assert.equal((await task("new-workload", "sayings", "--like", "quotes", ...of)).code, 0);
  const listed = await task("variants", ...of);
  assert.match(listed.text, /^sayings: One random quote with its author\n/);
  assert.doesNotMatch(listed.text, /Cannot/);
  assert.equal(labFrom(join(ROOT, "servers", "a", "b", "variants.ts")), "../../../lab/mod.ts");
  assert.equal(labFrom(join(ROOT, "servers", "a", "workload.ts")), "../../lab/mod.ts");
});

Deno.test("what is asked of the tasks that make things is answered in one sentence", async () => {
  for (
    const [args, sentence] of [
      [["new-variant"], /^Cannot make a variant: a name is needed; use deno task new-variant NAME/],
      [
        ["new-variant", "My_Server"],
        /^Cannot make a variant: "My_Server" is not words-in-kebab-case/,
      ],
      [["new-variant", "mine"], /one of --like, --url and --program is needed/],
      [
        ["new-variant", "mine", "--like", "flask"],
        /there are quotes\/flask and rows\/flask; write/,
      ],
      [["new-variant", "mine", "--like", "flsk", "--workload", "rows"], /did you mean "flask"\?/],
      [["new-variant", "mine", "--program"], /there are the workloads .*; name the one that it/],
      [["new-variant", "mine", "--url", "8000"], /--url is "8000"; give one like http:/],
      [
        ["new-variant", "mine", "--program", "--pid", "7"],
        /give the number of a process, with --url/,
      ],
      [
        ["new-variant", "mine", "--program", "--workload", "rows", "--endpoint", "/tst"],
        /the workload rows has no endpoint "\/tst"; did you mean "\/test"\?/,
      ],
      [["new-workload"], /^Cannot make a workload: a name is needed; use deno task new-workload/],
      [["new-workload", "quotes"], /servers\/quotes is there; choose another name/],
      [
        ["new-workload", "mine", "--like", "qotes"],
        /Cannot find the workload "qotes": did you mean/,
      ],
      [
        ["new-notebook", "mine"],
        /there are the workloads .*; name one with --workload, or servers/,
      ],
      [["new-notebook", "mine", "--variants", "flask"], /Cannot find the variant "flask"/],
      [
        ["new-notebook", "mine", "--variants", "deno-postgresjs,uvicorn-sanic-aiopg"],
        /its variants are of the workloads quotes and rows, which answer other questions/,
      ],
    ] as const
  ) {
    const { code, text } = await task(...args);
    assert.equal(code, 1, args.join(" "));
    assert.match(text, sentence, args.join(" "));
  }
});

Deno.test("--help says what a task is told", async () => {
  for (const name of ["new-workload", "new-variant", "new-notebook", "run", "serve"]) {
    const { code, text } = await task(name, "--help");
    assert.equal(code, 0);
    assert.match(text, new RegExp(`^deno task ${name}[^]*\n\n[^]*--project DIR`));
  }
  assert.match(
    (await task("prove", "--help")).text,
    /^deno task prove [^]*\n\nTests the lab on effects/,
  );
});
