"""What Dask runs on a machine of a fleet. It is sent there as it is, by value: a worker needs no file of
ours but the runner of its checkout, so that any Dask worker will do.
"""

import json
import os
import sys

# Setting up is no part of it: reading the code of a checkout, and starting Deno once.
LOOK_LIMIT_S = 120
# The runner gives up good order after 20 s and leaves the rest to its reaper.
STOP_LIMIT_S = 30
# How often a worker may look at its machine.
QUIET_MS = 10_000


def runner_command():
    """The runner of this worker's checkout: as its environment says, else of the folder it stands in."""
    given = os.environ.get("GAUNTLET_RUNNER")
    if given:
        return json.loads(given)
    from pathlib import Path

    places = [Path.cwd(), *Path.cwd().parents, *Path(sys.prefix).parents]
    home = next((place for place in places if (place / "lab" / "run" / "runner.ts").exists()), None)
    if home is None:
        raise RuntimeError(
            "Cannot measure here: no checkout of the lab is at or above the worker's folder or its "
            "Python; start the worker in one"
        )
    state = Path(os.environ.get("GAUNTLET_STATE") or home / ".gauntlet")
    pinned = sorted((state / "deno").glob("*/deno"))
    deno = [str(pinned[-1])] if pinned else ["npx", "-y", "deno@2.8.1"]
    return [*deno, "run", "-A", "--no-prompt", "--quiet", str(home / "lab" / "run" / "runner.ts")]


async def look(dask_worker):
    """What the runner of a machine says of the machine and of its code."""
    import asyncio

    process = await asyncio.create_subprocess_exec(
        *runner_command(),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={**os.environ, "NO_COLOR": "1"},
        start_new_session=True,
    )
    try:
        said, log = await asyncio.wait_for(
            process.communicate(b'{"type":"look"}\n'), LOOK_LIMIT_S
        )
    except asyncio.TimeoutError:
        process.kill()
        raise RuntimeError(f"its runner said nothing for {LOOK_LIMIT_S} s") from None
    if process.returncode != 0:
        lines = (log or said).decode(errors="replace").strip().splitlines() or ["it said nothing"]
        why = next((line for line in lines if line.startswith("error")), lines[-1])
        raise RuntimeError(
            f"its runner does not start ({why[:300]}); set it up with \"npx -y deno@2.8.1 task fleet setup\""
        )
    return said.decode().strip().splitlines()[-1]


async def accept(name, count, dask_worker):
    """Makes a worker one of the run's, or with 0 none of them any more. Whoever started it: from here on
    it samples nothing, and looks at itself seldom."""
    for pulse in ("profile", "profile-cycle", "tick"):
        if pulse in dask_worker.periodic_callbacks:
            dask_worker.periodic_callbacks[pulse].stop()
    if "monitor" in dask_worker.periodic_callbacks:
        dask_worker.periodic_callbacks["monitor"].callback_time = QUIET_MS
    await dask_worker.set_resources(**{name: count})


def reconsider(address, dask_scheduler):
    """On the scheduler: a worker that may be given blocks now takes those that nobody could take. Dask looks
    at them again when a worker comes, and not when one is given a resource: a block whose worker had gone
    before another took part would wait for ever."""
    worker = dask_scheduler.workers.get(address)
    if worker is not None:
        runnable = dask_scheduler.bulk_schedule_unrunnable_after_adding_worker(worker)
        dask_scheduler.transitions(runnable, f"gauntlet-accepted-{address}")


def measure(block, order, topic):
    """A block on this machine: its runner is given the order, and is alive for as long as it is wanted."""
    import subprocess
    import tempfile
    import threading

    from distributed import get_worker

    worker = get_worker()
    key = worker.get_current_task()
    address = worker.address
    with tempfile.TemporaryFile() as log:
        runner = subprocess.Popen(
            runner_command(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            start_new_session=True,
        )
        ended = threading.Event()

        def watch():
            # Dask does not end what a thread does: it only forgets that it wanted it.
            while not ended.wait(0.5):
                task = worker.state.tasks.get(key)
                wanted = task is not None and task.state in ("executing", "long-running")
                if wanted and worker.status.name == "running":
                    continue
                try:
                    runner.stdin.close()
                except OSError:
                    pass
                # It ends in good order, or its reaper ends what it leaves.
                if not ended.wait(STOP_LIMIT_S):
                    runner.kill()
                return

        threading.Thread(target=watch, daemon=True).start()
        lines = []
        try:
            try:
                runner.stdin.write(order + "\n")
                runner.stdin.flush()
            except OSError:
                pass
            for line in runner.stdout:
                kind = json.loads(line)["type"]
                if kind != "trial-measured":
                    worker.log_event(topic, {"block": block, "worker": address, "line": line})
                if kind in ("block-staged", "trial-measured", "block-ended", "failed"):
                    lines.append(line)
            code = runner.wait()
        finally:
            ended.set()
            try:
                runner.stdin.close()
            except OSError:
                pass
        log.seek(0, os.SEEK_END)
        log.seek(max(0, log.tell() - 2000))
        end = log.read().decode(errors="replace").strip()
    return {"worker": address, "lines": lines, "code": code, "log": end}


def has_dashboard():
    """On the scheduler: whether its pages can be drawn; Dask serves none without bokeh."""
    import importlib.util

    return importlib.util.find_spec("bokeh") is not None
