"""The views that are coroutines; each request opens its connection, and closes it."""

from .unpooled import *

ROOT_URLCONF = "config.urls_async"
