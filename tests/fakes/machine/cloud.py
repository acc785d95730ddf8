"""Stands in for 169.254.169.254 of Oracle's network: instance metadata over HTTP on port 80, DNS on port 53."""

import socketserver
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


class Metadata(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = b'{"displayName": "lifetracer-vm"}'
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class Resolver(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        question, answer_to = self.request
        # The same question with the bit of a response: no records, which is an answer.
        answer_to.sendto(question[:2] + b"\x81\x80" + question[4:], self.client_address)


metadata = ThreadingHTTPServer(("0.0.0.0", 80), Metadata)
resolver = socketserver.ThreadingUDPServer(("0.0.0.0", 53), Resolver)
Path("/standins/cloud-is-there").touch()
threading.Thread(target=metadata.serve_forever).start()
resolver.serve_forever()
