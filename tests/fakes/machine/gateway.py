"""Stands in for the gateway in its container: HTTPS with the machine's certificate, /health and /ready.

BEHAVIOUR: good; slow (listens after a second); never-ready; crash; needs-database (ready while /standins/database-up is
there). It closes STARTING, a file descriptor, when it listens.
"""

import json
import os
import ssl
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

BEHAVIOUR = os.environ["BEHAVIOUR"]
VERSION = os.environ["LIFETRACER_VERSION"]
STARTING = int(os.environ.pop("STARTING"))


def is_ready() -> bool:
    if BEHAVIOUR == "needs-database":
        return Path("/standins/database-up").exists()
    return BEHAVIOUR in {"good", "slow"}


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        ready = self.path == "/health" or is_ready()
        body = json.dumps({"status": "ok" if ready else "unavailable", "version": VERSION}).encode()
        self.send_response(200 if ready else 503)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: object) -> None:
        print(f"{VERSION} {self.path}", flush=True)


if BEHAVIOUR == "crash":
    sys.exit("the gateway cannot start: DATABASE_URL=postgresql://person:hunter2@db is wrong")
secrets = {
    name.removesuffix("_FILE"): Path(path).read_text()
    for name, path in os.environ.items()
    if name.endswith("_FILE") and name != "GOOGLE_SERVICE_ACCOUNT_FILE"
}
Path("/var/lib/lifetracer/seen.json").write_text(
    json.dumps({"environment": dict(os.environ), "secrets": secrets, "uid": os.getuid(), "version": VERSION})
)
if BEHAVIOUR == "slow":
    os.close(STARTING)
    time.sleep(1)
server = ThreadingHTTPServer(("0.0.0.0", int(os.environ["LIFETRACER_PORT"])), Handler)
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(os.environ["LIFETRACER_TLS_CERT"], os.environ["LIFETRACER_TLS_KEY"])
server.socket = context.wrap_socket(server.socket, server_side=True)
if BEHAVIOUR != "slow":
    os.close(STARTING)
server.serve_forever()
