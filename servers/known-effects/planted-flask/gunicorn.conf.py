"""Read by gunicorn when it is started in this folder."""

import os
import sys

hash_seed = os.environ.get("HASH_SEED", "random")
if hash_seed != "random" and os.environ.get("PYTHONHASHSEED") != hash_seed:
    # Python reads it as it starts, so it starts again: the same process, with the same arguments.
    os.environ["PYTHONHASHSEED"] = hash_seed
    os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])

worker_class = "gthread"
# A worker that holds so many connections takes no more, and the others do.
worker_connections = int(os.environ.get("WORKER_CONNECTIONS", "1000"))
accesslog = None
# The default closes a connection that was idle for 2 s.
keepalive = 75
# A worker that has not stopped after a second is killed; 30 s by default.
graceful_timeout = 1
# No socket for commands from outside.
control_socket_disable = True


def post_fork(server, worker):
    if os.environ.get("CORES") == "one":
        # Each worker on a core of its own, as far as there are.
        cores = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, {cores[worker.age % len(cores)]})


def post_worker_init(worker):
    print(f"Started worker (process {os.getpid()})", flush=True)
