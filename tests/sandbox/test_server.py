"""The server has a real port before it yields, and leaves nothing behind."""

import socket
import threading

import httpx2
import pytest
from starlette.responses import PlainTextResponse

from sandbox.server import serve

APP = PlainTextResponse("here")


def test_it_answers_at_its_origin_and_not_after_its_end():
    with serve(APP) as origin:
        assert httpx2.get(origin).text == "here"
    with pytest.raises(httpx2.ConnectError):
        httpx2.get(origin)


def test_no_thread_survives_even_with_a_connection_left_open():
    before = threading.active_count()
    with httpx2.Client() as client:
        with serve(APP) as origin:
            assert client.get(origin).text == "here"
        assert threading.active_count() == before


def test_it_stops_when_the_block_raises():
    with pytest.raises(ZeroDivisionError), serve(APP) as origin:
        raise ZeroDivisionError
    with pytest.raises(httpx2.ConnectError):
        httpx2.get(origin)


def test_a_port_in_use_is_told_at_once():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(OSError, match="in use"), serve(APP, port=port):
            pass


def test_answers_are_not_held_back_by_nagles_algorithm():
    async def app(scope, receive, send) -> None:
        connection = send.__self__.transport.get_extra_info("socket")
        delay_off = connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        await PlainTextResponse(str(bool(delay_off)))(scope, receive, send)

    with serve(app) as origin:
        assert httpx2.get(origin).text == "True"


def test_two_servers_have_two_ports():
    with serve(APP) as first, serve(APP) as second:
        assert first != second
        assert httpx2.get(first).text == httpx2.get(second).text
