"""The health check against real listeners, over HTTP and HTTPS."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from service import health
from service.errors import ConfigurationError, UnavailableError
from service.settings import Settings
from tests.image.certificate import self_signed

WELL = b'{"status": "ok", "version": "1.2.3"}'


@contextmanager
def listener(status: int = 200, body: bytes = WELL, tls: tuple[Path, Path] | None = None) -> Iterator[int]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(status if self.path == "/health" else 404)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        if tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*tls)
            server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def tls(tmp_path: Path) -> tuple[Path, Path]:
    paths = tmp_path / "cert.pem", tmp_path / "key.pem"
    for path, content in zip(paths, self_signed(), strict=True):
        path.write_bytes(content)
    return paths


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0"])
def test_it_returns_the_version_that_answers(host, tmp_path):
    with listener() as port:
        assert health.ask(Settings(data_dir=tmp_path, host=host, port=port)) == "1.2.3"


def test_it_asks_over_tls_where_the_gateway_serves_it(tls, tmp_path):
    with listener(tls=tls) as port:
        settings = Settings(data_dir=tmp_path, port=port, tls_certificate=tls[0], tls_key=tls[1])
        assert health.ask(settings) == "1.2.3"


def test_a_gateway_that_is_not_well_is_told_by_its_status(tmp_path):
    with listener(status=503) as port, pytest.raises(UnavailableError, match="answers 503"):
        health.ask(Settings(data_dir=tmp_path, port=port))


def test_the_sentence_of_a_gateway_that_is_not_well_is_passed_on(tmp_path):
    body = b'{"detail": "The data directory cannot be written to."}'
    with listener(status=503, body=body) as port, pytest.raises(UnavailableError, match=r": The data directory cannot"):
        health.ask(Settings(data_dir=tmp_path, port=port))


@pytest.mark.parametrize("body", [b"<html>", b"[]", b'{"status": "ok"}'])
def test_another_program_on_the_port_is_not_a_gateway(body, tmp_path):
    with listener(body=body) as port, pytest.raises(UnavailableError, match="not as a gateway"):
        health.ask(Settings(data_dir=tmp_path, port=port))


def test_nobody_there(tmp_path):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        with pytest.raises(UnavailableError, match="does not answer"):
            health.ask(Settings(data_dir=tmp_path, port=probe.getsockname()[1]))


def test_a_listener_that_never_answers_is_not_waited_for_long(tmp_path, monkeypatch):
    monkeypatch.setattr(health, "ANSWER_SECONDS", 0.05)
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(UnavailableError, match="does not answer"):
        health.ask(Settings(data_dir=tmp_path, port=silent.getsockname()[1]))


def test_any_free_port_cannot_be_asked(tmp_path):
    with pytest.raises(ConfigurationError, match="LIFETRACER_PORT=0"):
        health.ask(Settings(data_dir=tmp_path, port=0))


def test_docker_knows_two_exit_codes(monkeypatch, capsys):
    with listener() as port:
        monkeypatch.setenv("LIFETRACER_PORT", str(port))
        assert health.main() == 0
        assert capsys.readouterr().out == "ok, version 1.2.3\n"
    assert health.main() == 1
    monkeypatch.setenv("LIFETRACER_PORT", "no port")
    assert health.main() == 1
    assert "LIFETRACER_PORT" in capsys.readouterr().err
