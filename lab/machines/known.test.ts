import assert from "node:assert/strict";
import { temporaryFolder } from "../testing/folder.ts";
import { join } from "node:path";
import { ROOT } from "../system/state.ts";
import { agentCommand, HERE, knownMachines, machineNamed, placementIn, toldBy } from "./known.ts";

Deno.test("placementIn() reads roles and machines, several for the load alone", () => {
  assert.deepEqual(placementIn("server=a,database=b,load=c,d"), {
    server: "a",
    database: "b",
    load: ["c", "d"],
  });
  assert.deepEqual(placementIn("load=x.example-1"), { load: ["x.example-1"] });
  for (
    const [text, what] of [
      ["a,server=b", /"a" names no role/],
      ["sever=b", /"sever" is no role: there are server, database, load/],
      ["server=a,b", /only load may be on several machines/],
      ["server=", /"" is no name of a machine/],
      ["server=a b", /"a b" is no name/],
      ["load=c,c", /a machine of load is there twice/],
      ["server=a,server=b", /server is there twice/],
    ] as const
  ) assert.throws(() => placementIn(text), what);
});

Deno.test("knownMachines() has here, whatever the file says, and says what is wrong in it", async () => {
  await using at = await temporaryFolder();
  const file = join(at.folder, "machines.json");
  assert.deepEqual([...knownMachines(file).keys()], ["here"]);
  at.write({ "machines.json": `{"db": {"start": ["ssh", "-T", "db1"], "address": "10.0.0.2"}}` });
  const known = knownMachines(file);
  assert.deepEqual(known.get("db"), {
    name: "db",
    start: ["ssh", "-T", "db1"],
    address: "10.0.0.2",
  });
  assert.throws(
    () => machineNamed("bd", known),
    /Cannot find the machine "bd" in machines.json: .*db/,
  );
  for (
    const [text, what] of [
      ["{", /Cannot read machines.json: .*JSON.*; see machines.example.json/],
      [`{"db": {"strat": []}}`, /strat/],
      [`{"db": {"start": [], "folder": "/a b"}}`, /needs no quotes/],
      [`{"d b": {"start": []}}`, /: the name "d b" is none: expected a word of letters/],
      // What is said to be wrong is said with what would be right.
      ["[]", /: the whole is \[\]; give an object; see machines.example.json$/],
      [`{"db": {"start": "ssh -T db1"}}`, /: db.start is "ssh -T db1"; give a list; see/],
      [`{"db": {}}`, /: db.start is missing; give a list; see/],
      [`{"db": {"start": [], "adress": "x"}}`, /; did you mean "address"\?; see/],
      [
        `// mine\n{}`,
        /^GauntletError: Cannot read machines.json: [^\n]*; see machines.example.json$/,
      ],
      // Of two, the last was taken and nothing said.
      [
        `{"db": {"start": ["ssh", "a"]}, "web": {"start": []}, "db": {"start": ["ssh", "b"]}}`,
        /^GauntletError: Cannot read machines.json: "db" is there twice; give it once; see/,
      ],
      [`{"db": {"start": ["ssh", "a"], "start": []}}`, /"start" is there twice/],
      [`{"here": {"start": ["ssh", "a"]}}`, /"here" is this machine, .*another name/],
    ] as const
  ) {
    at.write({ "machines.json": text });
    assert.throws(() => knownMachines(file), what);
  }
  at.write({ "machines.json": `\ufeff{"db": {"start": []}}` });
  assert.ok(knownMachines(file).has("db"), "a mark that an editor put in front is no mistake");
  at.write({ "machines.json": "{}" });
  assert.throws(
    () => machineNamed("db", knownMachines(file)),
    /"db": machines.json names none but this one; copy machines.example.json/,
  );
});

Deno.test("the example in the repository is read as it is", () => {
  const known = knownMachines(join(ROOT, "machines.example.json"));
  assert.ok(known.size > 4);
  for (const [name, machine] of known) {
    const words = agentCommand(machine);
    assert.deepEqual(words.slice(0, machine.start.length), machine.start, name);
    assert.ok(words.at(-1)!.endsWith("lab/machines/agent.ts"), name);
    // Whoever runs them through a shell far away gets the same words.
    assert.ok(
      machine.folder === undefined ||
        words.slice(machine.start.length).every((word) => !/[\s'"$]/.test(word)),
    );
  }
});

Deno.test("what machines.json tells of whose it is, is known: hosts and users, and no word of a command", () => {
  const far = { name: "x", address: "10.0.0.7" };
  assert.deepEqual(
    toldBy([
      HERE,
      { ...far, start: ["ssh", "-T", "-o", "BatchMode=yes", "mary@tower7"], address: "tower7.lan" },
      { ...far, start: ["ssh", "-T", "attic"] },
      { ...far, start: ["ip", "netns", "exec", "db"] },
      { ...far, start: ["ssh", "root@localhost"] },
    ]),
    { hosts: ["tower7.lan", "tower7", "attic"], users: ["mary"] },
  );
});
