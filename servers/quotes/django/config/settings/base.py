import os

import dj_database_url

DEBUG = False
# Nothing is signed: no sessions, no forms, no users.
SECRET_KEY = os.environ.get("SECRET_KEY", "nothing-here-is-signed-with-this-key")
ALLOWED_HOSTS = ["*"]

ROOT_URLCONF = "config.urls"

# The apps that the middleware needs; neither the admin nor files are served.
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "quotes",
]

# As `startproject` leaves it: what most Django projects run.
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
if os.environ.get("MIDDLEWARE") == "none":
    MIDDLEWARE = []

# DATABASE_URL names the server. How long a connection lives is said by the settings beside this.
DATABASES = {"default": dj_database_url.config()}
DATABASES["default"].setdefault("OPTIONS", {})
# By default Django prepares no statement, and psycopg puts the parameters into the text itself;
# only statements whose parameters go apart can be prepared.
if os.environ.get("PREPARE") == "always":
    DATABASES["default"]["OPTIONS"].update(server_side_binding=True, prepare_threshold=0)

# How a random quote is fetched: orm-join, limit-then-key or raw (see `quotes/views.py`).
QUERY = os.environ.get("QUERY", "orm-join")
# The other service that /upstream and /fanout call.
UPSTREAM_URL = os.environ.get("UPSTREAM_URL", "http://127.0.0.1:9000")

USE_TZ = True
USE_I18N = False

# Django is silent when DEBUG is off: warnings and errors go to the console, but for each 404.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"django.request": {"level": "ERROR"}},
}
