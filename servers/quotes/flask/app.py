"""Flask, SQLAlchemy on its own pool."""

from flask import Flask
from sqlalchemy import create_engine

from database import database_url, db_session, queue_pool_bounds
from orm import quotes
from upstream import upstream

db_session.configure(bind=create_engine(database_url(), **queue_pool_bounds()))

# /static is a route of ours, not Flask's folder of files.
app = Flask(__name__, static_folder=None)
app.register_blueprint(quotes)
app.register_blueprint(upstream)
