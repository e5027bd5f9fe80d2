"""Connections from psycopg's pool, with which Django wants CONN_MAX_AGE to be 0."""

import os

from .base import *

DATABASES["default"]["CONN_MAX_AGE"] = 0
DATABASES["default"]["OPTIONS"]["pool"] = {
    "min_size": int(os.environ["POOL_MIN"]),
    "max_size": int(os.environ["POOL_MAX"]),
}
