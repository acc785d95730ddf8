"""A gateway in a process of its own whose stages print without end: `python busy_gateway.py DATABASE_URL KEY_FILE`.

It says its origin on standard output and ends, with its stages, at SIGTERM.
"""

import os
import signal
import sys
from datetime import timedelta
from pathlib import Path

import anyio

from service.api.app import create_app
from service.api.server import Server
from service.api.state import State
from service.database.pool import open_pool
from service.gateway import listen
from service.jobs.registry import STAGES, Stage
from service.jobs.worker import Worker
from service.settings import Settings

CHATTER = """
import itertools, json, time
for number in itertools.count():
    print(json.dumps({"event": "progress", "done": number, "total": None, "unit": "lines"}), flush=True)
    time.sleep(0.02)
"""


async def main(url: str, key: str) -> None:
    stages = {
        name: Stage(name=name, argv=(sys.executable, "-c", CHATTER), timeout=timedelta(hours=1)) for name in STAGES
    }
    environ = {**os.environ, "TOGGL_API_TOKEN": "t", "GOOGLE_SERVICE_ACCOUNT_FILE": "/none"}
    listening = listen(Settings(data_dir=Path(), port=0))
    async with open_pool(url, name="gateway") as pool, anyio.create_task_group() as tasks:
        worker = Worker(pool=pool, database_url=url, stages=stages, environ=environ)
        state = State(database=pool, supervisor_alive=lambda: True)
        server = Server(create_app(state, api_key=key), state)
        tasks.start_soon(state.log_feed.run)
        tasks.start_soon(server.serve, [listening])
        tasks.start_soon(worker.run)
        sys.stdout.write(f"http://127.0.0.1:{listening.getsockname()[1]}\n")
        sys.stdout.flush()
        with anyio.open_signal_receiver(signal.SIGTERM) as signals:
            async for _ in signals:
                break
        await worker.drain()
        server.should_exit = True
        while worker.runner.running:
            await anyio.sleep(0.05)
        tasks.cancel_scope.cancel()


if __name__ == "__main__":
    anyio.run(main, sys.argv[1], Path(sys.argv[2]).read_text())
