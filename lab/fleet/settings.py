"""How Dask is set for a fleet, on whatever side."""

import os

import dask

# What a machine that is measured on should not be kept busy by, and what would move blocks about.
SETTINGS = {
    "distributed.worker.profile.enabled": False,
    "distributed.admin.system-monitor.interval": "10s",
    "distributed.admin.system-monitor.disk": False,
    "distributed.admin.tick.interval": "1s",
    "distributed.admin.tick.cycle": "10s",
    "distributed.admin.tick.limit": "10s",
    "distributed.scheduler.work-stealing": False,
    # A machine that does not answer for so long is lost, and its block is done again elsewhere.
    "distributed.scheduler.worker-ttl": "30s",
    "distributed.worker.memory.target": False,
    "distributed.worker.memory.spill": False,
    "distributed.worker.memory.pause": False,
    "distributed.worker.memory.terminate": False,
}


def set_dask():
    dask.config.set(SETTINGS)
    # How often a block may be lost with its machine before the run gives it up.
    allowed = os.environ.get("GAUNTLET_ALLOWED_FAILURES")
    if allowed:
        dask.config.set({"distributed.scheduler.allowed-failures": int(allowed)})
