"""The views that are coroutines; connections from psycopg's pool."""

from .pooled import *

ROOT_URLCONF = "config.urls_async"
