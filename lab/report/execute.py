"""Executes one notebook with the project's kernel and writes the result elsewhere.

    python execute.py NOTEBOOK OUTPUT

Events are JSON objects, one a line, on standard output. It stops, and its kernel with it, when its
standard input closes (its parent has gone) or on SIGTERM.
"""

import asyncio
import atexit
import ctypes
import json
import os
import re
import signal
import sys
import threading
import time
from pathlib import Path
from queue import Empty

# Only events go to standard output: the kernel inherits this process's, and prints as it likes.
EVENTS = os.fdopen(os.dup(1), "w", buffering=1)
os.dup2(2, 1)

# As lab/figures/frame/live.ts: pages bring the script of tables and figures themselves.
os.environ["GAUNTLET_PAGES"] = "1"

# Compiles a grammar of two seconds at its import, for a string format that notebooks do not have;
# jsonschema does without it.
sys.modules["rfc3987_syntax"] = None

import nbformat  # noqa: E402
from nbclient import NotebookClient  # noqa: E402
from nbclient.exceptions import CellExecutionError, DeadKernelError  # noqa: E402

DRAIN_S = 0.1
ANSI = re.compile(r"\x1b\[[0-9;]*m")
PR_SET_PDEATHSIG = 1


def emit(event, **fields):
    print(json.dumps({"event": event, **fields}), file=EVENTS)


def first_line(cell):
    return next((line.strip() for line in cell.source.splitlines() if line.strip()), "")


def told(book):
    """The name and message of the error that stopped a notebook: of a syntax error, Deno gives both in
    both fields, and its reply, which nbclient reads, has neither."""
    errors = [
        output
        for cell in book.cells
        for output in cell.get("outputs", [])
        if output.output_type == "error"
    ]
    if not errors:
        return {"name": "Error", "message": "the kernel gave no message"}
    name, message = (ANSI.sub("", errors[-1][field]).strip() for field in ("ename", "evalue"))
    lines = [line.strip() for line in (message or name).splitlines()] or [""]
    if name == message or not message:
        kind = re.match(r"(\w+): (.+)", lines[0])
        name, lines[0] = kind.groups() if kind else ("Error", lines[0])
    return {"name": name, "message": lines[0]}


def die_with_parent():
    """Where Linux can, the kernel dies with this process even before it has loaded the lab."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


class Executor(NotebookClient):
    """A client that listens on after a cell is idle, and tells which cell it is at."""

    place = {}

    async def async_start_new_kernel(self, **kwargs):
        # nbclient has set its own handlers by now; these also stop a kernel that is still starting.
        task, loop = asyncio.current_task(), asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.stop, task)
        await super().async_start_new_kernel(preexec_fn=die_with_parent, **kwargs)

    stopped = False

    def stop(self, task):
        self.stopped = True
        self.shutdown_kernel = "immediate"
        task.cancel()

    async def async_execute_cell(self, cell, cell_index, **kwargs):
        if cell.cell_type == "code" and cell.source.strip():
            codes = [c for c in self.nb.cells if c.cell_type == "code" and c.source.strip()]
            number = next(k for k, c in enumerate(codes, 1) if c is cell)
            self.place = {"cell": number, "cellCount": len(codes), "line": first_line(cell)}
            emit("cell", **self.place)
        return await super().async_execute_cell(cell, cell_index, **kwargs)

    async def _async_poll_output_msg(self, parent_msg_id, cell, cell_index):
        await super()._async_poll_output_msg(parent_msg_id, cell, cell_index)
        while True:
            try:
                msg = await self.kc.iopub_channel.get_msg(timeout=DRAIN_S)
            except Empty:
                return
            if msg["parent_header"].get("msg_id") == parent_msg_id:
                self.process_message(msg, cell, cell_index)

    def process_message(self, msg, cell, cell_index):
        if msg["msg_type"] == "update_display_data":
            emit("progress", **self.place, text=msg["content"]["data"].get("text/plain", ""))
        return super().process_message(msg, cell, cell_index)


def watch_parent():
    # Unbuffered: a buffered reader's lock would abort the interpreter at its end.
    while os.read(0, 4096):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


async def main(source, output):
    threading.Thread(target=watch_parent, daemon=True).start()
    book = nbformat.read(source, as_version=4)
    client = Executor(
        book,
        kernel_name=book.metadata.get("kernelspec", {}).get("name", "gauntlet"),
        timeout=None,
        coalesce_streams=True,
        iopub_timeout=30,
        resources={"metadata": {"path": str(Path(source).resolve().parent)}},
    )
    when = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    started = time.monotonic()
    status = 1
    try:
        await client.async_execute()
        status = 0
    except CellExecutionError:
        emit("error", **client.place, **told(book))
    except DeadKernelError:
        if not client.stopped:
            emit("error", **client.place, name="DeadKernel", message="the kernel died")
    except asyncio.CancelledError:
        pass
    finally:
        if client.km and await client.km.is_alive():
            await client.km.shutdown_kernel(now=True)
        atexit.unregister(client._cleanup_kernel)
    book.metadata["gauntlet"] = {**book.metadata.get("gauntlet", {}), "executedAt": when}
    nbformat.write(book, output)
    if status == 0:
        emit("done", durationS=round(time.monotonic() - started, 3))
    return 143 if client.stopped else status


if __name__ == "__main__":
    sys.exit(asyncio.run(main(*sys.argv[1:3])))
