import os

import dj_database_url

DEBUG = False
# Nothing is signed: no sessions, no forms, no users.
SECRET_KEY = os.environ.get("SECRET_KEY", "nothing-here-is-signed-with-this-key")
ALLOWED_HOSTS = ["*"]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

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

# DATABASE_URL names the server. With psycopg's pool, Django wants CONN_MAX_AGE to be 0.
DATABASES = {"default": dj_database_url.config(conn_max_age=0)}
DATABASES["default"]["OPTIONS"] = {
    "pool": {
        "min_size": int(os.environ["POOL_MIN"]),
        "max_size": int(os.environ["POOL_MAX"]),
    },
}

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
