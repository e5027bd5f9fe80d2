"""The Dask side of a fleet: takes blocks on stdin, has Dask place them, tells what comes of them on stdout.

One JSON object a line, as `protocol.ts` has them. It knows nothing of experiments: a block is an order
that a machine's own runner takes, and lines that it answers. Everything ends when stdin closes.

Usage: fleet.py tcp ADDRESS | file SCHEDULER_FILE | ssh HOSTS_FILE
"""

import asyncio
import json
import os
import sys
import time

import cloudpickle
import dask
import distributed
from distributed import Client, KilledWorker, SSHCluster
from distributed.client import FutureCancelledError

import machine
from settings import set_dask

# Dask sends a function by name where it finds one, and no machine knows ours.
cloudpickle.register_pickle_by_value(machine)
for each in (machine.look, machine.accept, machine.reconsider, machine.measure, machine.has_dashboard):
    each.__module__ = "__main__"

CONNECT_LIMIT_S = 30
# A scheduler that does not answer for so long has gone.
ANSWER_LIMIT_S = 20
POLL_S = 1
TOPIC = "gauntlet"


def say(message):
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


class Fleet:
    def __init__(self, client, resource):
        self.client = client
        self.resource = resource
        self.seen = {}
        self.blocks = {}
        # Why there is no fleet any more, where a block knows it first.
        self.lost = None

    async def tend(self):
        """Greets who comes, tells who goes, and notices when the scheduler does."""
        while True:
            workers = await self.workers()
            if workers is None or self.lost:
                gone = workers is None or "connection" in self.lost
                say({"type": "lost", "reason": "Dask's scheduler has gone" if gone else self.lost})
                return
            for address in [known for known in self.seen if known not in workers]:
                del self.seen[address]
                say({"type": "worker-gone", "worker": address})
            for address, info in workers.items():
                if address not in self.seen:
                    self.seen[address] = asyncio.create_task(self.greet(address, info))
            await asyncio.sleep(POLL_S)

    async def workers(self):
        """Those that the scheduler has; None where it no longer answers."""
        if self.client.status != "running":
            return None
        try:
            asked = self.client.scheduler.identity(n_workers=-1)
            return (await asyncio.wait_for(asked, ANSWER_LIMIT_S))["workers"]
        except (OSError, asyncio.TimeoutError):
            return None

    async def greet(self, address, info):
        common = {"type": "worker", "worker": address, "name": str(info.get("name", address))}
        try:
            versions = (await self.client.get_versions())["workers"].get(address, {})
            other = differing(versions)
            if other is not None:
                say({**common, "machine": None, "reason": other})
                return
            said = await self.client.run(machine.look, workers=[address], on_error="return")
            answer = said.get(address)
            if isinstance(answer, str):
                say({**common, "machine": json.loads(answer), "reason": None})
            elif answer is not None:
                say({**common, "machine": None, "reason": str(answer)})
        except Exception as error:  # a worker that goes while it is greeted
            say({**common, "machine": None, "reason": f"{type(error).__name__}: {error}"})

    async def take(self, address, count):
        try:
            await self.client.run(machine.accept, self.resource, count, workers=[address], on_error="return")
            if count:
                await self.client.run_on_scheduler(machine.reconsider, address)
        except Exception as error:
            print(f"{address}: {error}", file=sys.stderr)
        if count:
            say({"type": "taken", "worker": address})

    async def do(self, block, order, only):
        future = self.client.submit(
            machine.measure,
            block,
            order,
            TOPIC,
            key=f"block-{block}-{time.monotonic_ns()}",
            pure=False,
            resources={self.resource: 1},
            workers=only or None,
        )
        self.blocks[block] = future
        try:
            result = await future
            say({"type": "block", "block": block, **result})
        except KilledWorker:
            allowed = dask.config.get("distributed.scheduler.allowed-failures")
            say({"type": "block-lost", "block": block, "times": allowed + 1})
        except FutureCancelledError as error:
            # With its scheduler; or by somebody else's hand on Dask's pages.
            self.lost = self.lost or f"Dask gave block {block} up ({error.reason})"
        except Exception as error:
            reason = f"{type(error).__name__}: {error}"
            say({"type": "block-failed", "block": block, "reason": reason})
        finally:
            self.blocks.pop(block, None)
            future.release()


def differing(versions):
    """What of a worker's Python is another one than here; a function is sent as its bytecode."""
    here = ".".join(map(str, sys.version_info[:2]))
    there = ".".join(str(versions.get("host", {}).get("python", here)).split(".")[:2])
    if there != here:
        return f"its Python is {there}, and here it is {here}"
    dask_there = versions.get("packages", {}).get("distributed", distributed.__version__)
    if dask_there != distributed.__version__:
        return f"its Dask is {dask_there}, and here it is {distributed.__version__}"
    return None


def ssh_cluster(file):
    """Dask's own SSHCluster: the first machine has the scheduler too, and every one a worker."""
    machines = []
    with open(file) as lines:
        for line in lines:
            words = line.split("#")[0].split()
            if words:
                machines.append(words)
    if not machines:
        raise ValueError(f"{file} names no machine; write one a line: [USER@]HOST [FOLDER]")
    hosts, options, pythons = [], [], []
    for where, *folder in [machines[0], *machines]:
        user, _, host = where.rpartition("@")
        host, _, port = host.partition(":")
        hosts.append(host)
        options.append({
            **({"username": user} if user else {}),
            **({"port": int(port)} if port else {}),
            "keepalive_interval": 10,
        })
        relative = os.path.relpath(sys.prefix, os.environ["GAUNTLET_HOME"])
        pythons.append(os.path.join(folder[0], relative, "bin", "python") if folder else sys.executable)
    return SSHCluster(
        hosts,
        connect_options=options,
        worker_options={"nthreads": 1, "memory_limit": 0, "dashboard": False, "death_timeout": 60},
        scheduler_options={"port": 0, "idle_timeout": "600s", "dashboard_address": ":0"},
        worker_class="distributed.Worker",
        remote_python=pythons,
        asynchronous=True,
    )


async def connect(kind, where):
    limits = {"asynchronous": True, "timeout": CONNECT_LIMIT_S, "set_as_default": False}
    if kind == "ssh":
        cluster = await ssh_cluster(where)
        return await Client(cluster, **limits), cluster
    target = {"scheduler_file": where} if kind == "file" else {"address": where}
    return await Client(**target, **limits), None


async def main(kind, where, resource):
    set_dask()
    try:
        client, cluster = await asyncio.wait_for(connect(kind, where), 4 * CONNECT_LIMIT_S)
    except Exception as error:
        hint = ' (see that "ssh HOST true" asks nothing, for each machine of the file)' if kind == "ssh" else ""
        say({"type": "lost", "reason": f"no fleet at {where}: {type(error).__name__}: {error}{hint}"})
        return
    fleet = Fleet(client, resource)
    tasks = set()

    def start(work):
        task = asyncio.create_task(work)
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    def told(event):
        _, message = event
        say({"type": "event", **message})

    try:
        client.subscribe_topic(TOPIC, told)
        shown = await client.run_on_scheduler(machine.has_dashboard)
        say({"type": "connected", "dashboard": client.dashboard_link if shown else None})
        reader = asyncio.StreamReader(limit=2**28)
        await asyncio.get_running_loop().connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(reader), sys.stdin
        )
        tending = asyncio.create_task(fleet.tend())
        while True:
            reading = asyncio.create_task(reader.readline())
            await asyncio.wait({reading, tending}, return_when=asyncio.FIRST_COMPLETED)
            if tending.done() or not (line := await reading):
                break
            message = json.loads(line)
            if message["type"] == "end":
                break
            if message["type"] == "take":
                start(fleet.take(message["worker"], 1))
            elif message["type"] == "leave":
                start(fleet.take(message["worker"], 0))
            elif message["type"] == "block":
                start(fleet.do(message["block"], message["order"], message.get("only")))
    finally:
        await end(fleet, client, cluster)


async def end(fleet, client, cluster):
    """Cancels what is under way: the machines' runners notice within a second."""
    try:
        futures = list(fleet.blocks.values())
        if futures and client.status == "running":
            await asyncio.wait_for(client.cancel(futures, force=True), 10)
        for address in list(fleet.seen):
            await asyncio.wait_for(fleet.take(address, 0), 5)
    except Exception:
        pass
    for each in (client, cluster):
        if each is not None:
            try:
                await asyncio.wait_for(each.close(), 10)
            except Exception:
                pass


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:4]))
    # Nothing that Dask left behind keeps this process.
    os._exit(0)
