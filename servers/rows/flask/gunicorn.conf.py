"""Read by gunicorn when it is started in this folder."""

import os

accesslog = None
backlog = 1024
# gevent only: the sync worker closes each connection with its answer. The default closes one that
# was idle for 2 s.
keepalive = 75
# A worker that has not stopped after a second is killed; 30 s by default.
graceful_timeout = 1
# No socket for commands from outside.
control_socket_disable = True


def post_worker_init(worker):
    print(f"Started worker (process {os.getpid()})", flush=True)
