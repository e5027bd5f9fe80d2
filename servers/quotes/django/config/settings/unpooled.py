"""Django's default: each request opens its connection, and closes it."""

from .base import *

DATABASES["default"]["CONN_MAX_AGE"] = 0
