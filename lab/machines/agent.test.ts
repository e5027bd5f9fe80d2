/** The agent by itself: it ends all that it started, however it is left. */
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { jsonLines, lineWriter } from "../system/processes/lines.ts";
import { ManagedProcess, sendSignal } from "../system/processes/processes.ts";
import { assertNothingLeft, leftovers } from "../testing/leftovers.ts";
import { AgentConnection } from "./connection.ts";
import { agentCommand, HERE, type KnownMachine } from "./known.ts";
import { AgentEvent, BEATS_LOST_S } from "./protocol.ts";
import { otherMachine } from "./there.ts";

const LOCAL: KnownMachine = { ...HERE, name: "test" };

/** An agent as it is on the wire, with a load generator under way. */
async function bare() {
  const [program, ...args] = agentCommand(LOCAL);
  const process = new ManagedProcess(
    { program: program!, args, stdin: "piped", stdout: "piped" },
    15,
  );
  const lines = jsonLines(process.child.stdout);
  const say = lineWriter(process.child.stdin);
  const next = async <T extends AgentEvent["type"]>(type: T) => {
    for (;;) {
      const { value, done } = await lines.next();
      assert.ok(!done, `no "${type}": ${process.logTail()}`);
      const event = AgentEvent.parse(JSON.parse(value));
      if (event.type === type) return event as Extract<AgentEvent, { type: T }>;
    }
  };
  await next("hello");
  await say({ type: "ask", id: 1, name: "start-generator", asked: { loop: "autocannon" } });
  const { answer } = await next("answer");
  assert.ok((answer as { pid: number }).pid > 0);
  return { process, say, next, [Symbol.asyncDispose]: () => process.stop() };
}

const generators = async () => (await leftovers()).filter((line) => line.includes("generator.ts"));

Deno.test("an agent whose stdin closes ends what it started, and itself", async () => {
  {
    await using agent = await bare();
    assert.equal((await generators()).length, 1);
    await agent.say({ type: "leave" });
    assert.equal((await agent.process.child.status).code, 0);
    assert.deepEqual(await generators(), []);
  }
  {
    await using agent = await bare();
    await agent.process.child.stdin.close().catch(() => {});
  }
  await assertNothingLeft();
});

Deno.test("an agent that hears no beat ends what it started, and itself", async () => {
  {
    await using agent = await bare();
    const started = performance.now();
    const { code } = await agent.process.child.status;
    assert.equal(code, 0);
    assert.ok(performance.now() - started >= (BEATS_LOST_S - 1) * 1000);
    assert.deepEqual(await generators(), []);
  }
  await assertNothingLeft();
});

Deno.test("what a killed agent started is ended by its reaper", async () => {
  {
    await using agent = await bare();
    sendSignal(agent.process.pid, "SIGKILL");
    await agent.process.child.status;
  }
  await assertNothingLeft();
});

Deno.test("what cannot be done is refused with a sentence, and what is no question is a fault", async () => {
  {
    await using agent = await AgentConnection.open(LOCAL);
    await assert.rejects(agent.ask("versions", { variants: ["no-such"] }), {
      name: "GauntletError",
      message: /^Cannot find the variant "no-such"/,
    });
    // deno-lint-ignore no-explicit-any
    await assert.rejects(agent.ask("stop-generator", { pid: "x" } as any), { name: "Error" });
    const { roundTripMs, clockOffsetMs } = agent.distance;
    assert.ok(roundTripMs > 0 && roundTripMs < 1000);
    // A wall clock is read in whole milliseconds.
    assert.ok(Math.abs(clockOffsetMs) <= roundTripMs + 1);
  }
  await assertNothingLeft();
});

Deno.test("an agent that goes is told to all who wait for it and to who asks later, and none is answered late", async () => {
  {
    await using agent = await AgentConnection.open(LOCAL);
    using silent = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const url = `postgresql://a:b@127.0.0.1:${silent.addr.port}/c`;
    const waiting = agent.ask("round-trip", { url });
    waiting.catch(() => {});
    await sleep(300);
    const pids = (await leftovers()).filter((line) => line.includes("agent.ts"));
    for (const line of pids) sendSignal(Number(line.split(" ")[0]), "SIGKILL");
    await assert.rejects(waiting, /^GauntletError: The machine "test" is lost: its agent ended/);
    await assert.rejects(agent.ask("seen", {}), /is lost/);
    assert.ok(agent.lost.aborted);
  }
  await assertNothingLeft();
});

Deno.test("words that start nothing are a sentence with what was said", async () => {
  const wrong = (...start: string[]) =>
    AgentConnection.open({ name: "far", start, address: "192.0.2.1", folder: "/nowhere" });
  await assert.rejects(
    wrong("sh", "-c", "echo no such host >&2; exit 255"),
    /^GauntletError: Cannot reach the machine "far": its agent ended with code 255; .*no such host/s,
  );
  await assert.rejects(wrong("no-such-program"), /^GauntletError: Cannot reach the machine "far"/);
  await assertNothingLeft();
});

Deno.test("words that start something else are told from an agent by what it says, long before the limit", async () => {
  const opened = (script: string) =>
    AgentConnection.open({ ...LOCAL, name: "far", start: ["sh", "-c", script] });
  await assert.rejects(
    opened("echo Welcome; cat"),
    /^GauntletError: Cannot reach the machine "far": its agent gives back what it is told, .*\(ssh -T, .*Welcome$/s,
  );
  await assert.rejects(opened("yes"), /far": its agent says much and no hello: .*\ny$/s);
  // One line without an end.
  await assert.rejects(opened("cat /dev/zero"), /says much and no hello/);
  await assertNothingLeft();
});

Deno.test("an agent that takes longer to load than a beat may be late is waited for", async () => {
  const wait = `echo Welcome; sleep ${BEATS_LOST_S + 2}; exec "$@"`;
  {
    await using agent = await AgentConnection.open({ ...LOCAL, start: ["sh", "-c", wait, "sh"] });
    assert.ok(!agent.lost.aborted);
  }
  await assertNothingLeft();
});

Deno.test("an agent of other code, which takes other questions, is refused in a sentence", async () => {
  const script = `echo '{"type":"hello"}'
while read -r line; do
  beat=\${line##*:}
  case "$line" in
    *'"beat"'*) echo '{"type":"beat","wallMs":1,"beat":'"$beat" ;;
    *'"ask"'*) echo '{"type":"refused","id":1,"fault":true,"reason":"[ unrecognized_keys"}' ;;
    *) exit ;;
  esac
done`;
  const known = { ...LOCAL, name: "far", start: ["sh", "-c", script] };
  const { signal } = new AbortController();
  const run = { held: [], besides: [] };
  await assert.rejects(
    otherMachine(known, "127.0.0.1", run, () => {}, signal),
    /^GauntletError: Cannot measure on the machine "far": its agent does not speak .*\(\[ ?unrec.*copy this checkout there, then "deno task setup --on far"$/,
  );
  await assertNothingLeft();
});
