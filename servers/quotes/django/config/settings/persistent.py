"""Each thread keeps its connection for a minute; every request's end looks at its age."""

from .base import *

DATABASES["default"]["CONN_MAX_AGE"] = 60
