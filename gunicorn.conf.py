"""How gunicorn serves the portal; `gunicorn dpo_portal.wsgi` reads it by itself."""

import gc
import os
from typing import Any

import environ

environ.Env.read_env(os.environ.get("DPO_ENV_FILE", ".env"))

bind = f"127.0.0.1:{os.environ.get('PORT', '8000')}"
# One process serves a company's office on SQLite; more pay only with PostgreSQL.
workers = int(os.environ.get("WEB_CONCURRENCY", "1"))
worker_class = "gthread"
threads = 8
preload_app = True  # loaded once, shared by the processes
max_requests = 10_000
max_requests_jitter = 1_000
accesslog = None  # a proxy in front keeps one, if the office wants one
logger_class = "dpo_portal.logging.GunicornLogger"
control_socket_disable = True  # no second way in


def when_ready(server: Any) -> None:
    """Before the processes fork: what is loaded now stays, so nobody walks it again.

    A page makes some ten thousand short-lived objects. Python's collector would run a
    dozen times for each and find next to nothing.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
