"""Read by gunicorn when it is started in this folder."""

from functools import partial

from aiohttp import web

accesslog = None
backlog = 1024
# The default closes a connection that was idle for 2 s.
keepalive = 75
# A worker that has not stopped after a second is killed; 30 s by default.
graceful_timeout = 1
# No socket for commands from outside.
control_socket_disable = True

# aiohttp's worker listens once more on gunicorn's socket, with a queue of 128 for which it has no
# setting.
web.SockSite = partial(web.SockSite, backlog=backlog)
