"""What a service repeats of a secret does not reach a message, in whatever spelling and wherever it is cut."""

import base64
import json

from pipelines import redaction, stage
from pipelines.connector.toggl.client import Client


def test_every_spelling_is_replaced_and_short_words_are_not(monkeypatch):
    monkeypatch.setattr(redaction, "_hidden", set())
    redaction.hide('a/se"cret', "test", None)
    for spelling in ('a/se"cret', "a%2Fse%22cret", 'a/se\\"cret'):
        assert redaction.redacted(f"x {spelling} y") == "x [secret] y"
    assert redaction.redacted("19 tests") == "19 tests"


def test_what_a_stage_prints_stays_json(monkeypatch, capsys):
    monkeypatch.setattr(redaction, "_hidden", set())
    redaction.hide('a/se"cret')
    stage.log('refused a/se"cret')
    assert json.loads(capsys.readouterr().out)["message"] == "refused [secret]"


def test_the_token_of_a_client_is_hidden_also_as_basic_authentication(monkeypatch):
    monkeypatch.setattr(redaction, "_hidden", set())
    Client("http://127.0.0.1:9", "f00dfeed")
    basic = base64.b64encode(b"f00dfeed:api_token").decode()
    assert redaction.redacted(f"Basic {basic} f00dfeed") == "Basic [secret] [secret]"


def test_an_excerpt_is_cut_after_it_was_redacted(monkeypatch):
    import httpx2

    from pipelines.connector.toggl import errors

    monkeypatch.setattr(redaction, "_hidden", set())
    redaction.hide("f00dfeedf00dfeed")
    text = "x" * (errors.EXCERPT - 8) + "f00dfeedf00dfeed"
    assert "f00d" not in str(errors.refusal(httpx2.Response(400, text=text), "/me", "http://127.0.0.1"))
