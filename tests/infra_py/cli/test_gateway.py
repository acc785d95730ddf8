"""Asking a real TLS server: ours, somebody else's, and one that is silent."""

import http.server
import json
import ssl
import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from infra_py.cli.gateway import ask, days_left

NOW = datetime(2026, 11, 25, tzinfo=UTC)


def make_certificate(folder, name):
    """Write a self-signed certificate with its key, as the machine makes one; return its PEM and the file."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - timedelta(days=1))
        .not_valid_after(NOW + timedelta(days=90))
        .sign(key, hashes.SHA256())
    )
    pem = made.public_bytes(Encoding.PEM)
    path = folder / f"{name}.pem"
    path.write_bytes(pem + key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return pem.decode(), path


class Gateway(http.server.ThreadingHTTPServer):
    """A gateway on a port of its own, with what it answers (path to status and body) and what it was asked."""

    def __init__(self, pem, certificate):
        super().__init__(("127.0.0.1", 0), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        self.socket = context.wrap_socket(self.socket, server_side=True)
        self.url = f"https://127.0.0.1:{self.server_address[1]}"
        self.pem = pem
        self.asked: list[str] = []
        self.answers: dict[str, tuple[int, Any]] = {
            "/health": (200, {"status": "ok", "version": "0.1.0"}),
            "/ready": (503, {"title": "Not ready", "detail": "The database does not answer."}),
            "/odd": (200, b"<html>"),
        }


class Handler(http.server.BaseHTTPRequestHandler):
    server: Gateway

    def do_GET(self):
        self.server.asked.append(self.path)
        status, body = self.server.answers[self.path]
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_):
        pass


@pytest.fixture
def gateway(tmp_path):
    server = Gateway(*make_certificate(tmp_path, "machine"))
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_our_gateway_says_its_version(gateway):
    answer = ask(gateway.url, "/health", gateway.pem)
    assert (answer.is_well, answer.version, answer.problem) == (True, "0.1.0", "")


def test_a_gateway_that_is_not_ready_says_why(gateway):
    answer = ask(gateway.url, "/ready", gateway.pem)
    assert not answer.is_well
    assert answer.problem == "HTTP 503 The database does not answer."


def test_another_certificate_is_not_ours_and_is_asked_nothing(gateway, tmp_path):
    other, _ = make_certificate(tmp_path, "other")
    answer = ask(gateway.url, "/health", other)
    assert not answer.is_well
    assert "another certificate" in answer.problem
    assert gateway.asked == []


def test_an_answer_that_is_no_json_is_no_crash(gateway):
    answer = ask(gateway.url, "/odd", gateway.pem)
    assert (answer.is_well, answer.version) == (True, None)


def test_nobody_there(gateway):
    gateway.shutdown()
    gateway.socket.close()
    assert "no answer" in ask(gateway.url, "/health", gateway.pem).problem


def test_a_port_that_keeps_silent(tmp_path):
    pem, _ = make_certificate(tmp_path, "machine")
    import socket

    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"https://127.0.0.1:{silent.getsockname()[1]}"
        assert "no answer in time" in ask(url, "/health", pem, seconds=0.2).problem


def test_the_days_that_a_certificate_has_left(tmp_path):
    pem, _ = make_certificate(tmp_path, "machine")
    assert days_left(pem, NOW) == 90
