"""A scheduler, or the worker of one machine, as a fleet wants them: one thread, nothing that samples.

Usage: serve.py scheduler HOST PORT FILE | serve.py worker (file FILE | tcp ADDRESS) NAME
"""

import asyncio
import signal
import sys
import tempfile

from distributed import Scheduler, Worker

from settings import set_dask

# A worker that finds no scheduler for so long ends.
DEATH_LIMIT_S = 60


async def until_told(server):
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, told.set)
    waits = [asyncio.create_task(told.wait()), asyncio.create_task(server.finished())]
    await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    await server.close()


async def scheduler(host, port, file):
    options = {"host": host, "port": int(port), "scheduler_file": file or None}
    async with Scheduler(**options, dashboard_address=f"{host}:0") as server:
        print(f"The scheduler is at {server.address}; Ctrl-C ends it", flush=True)
        await until_told(server)


async def worker(kind, where, name):
    target = {"scheduler_file": where} if kind == "file" else {"scheduler_ip": where}
    with tempfile.TemporaryDirectory(prefix="gauntlet-worker-") as folder:
        options = {
            **{"nthreads": 1, "memory_limit": 0, "name": name, "local_directory": folder},
            **{"dashboard": False, "death_timeout": DEATH_LIMIT_S},
        }
        async with Worker(**target, **options) as server:
            print(f"The worker {name} is at {server.address}; Ctrl-C ends it", flush=True)
            await until_told(server)


if __name__ == "__main__":
    set_dask()
    what, *arguments = sys.argv[1:]
    asyncio.run({"scheduler": scheduler, "worker": worker}[what](*arguments))
