"""A service account: its key file, its signature, and what a bad file is told."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from pipelines import settings
from pipelines.connector.gcal import api
from pipelines.connector.gcal.client import GoogleClient
from pipelines.connector.gcal.credentials import credentials_of
from pipelines.stage import ConfigurationError
from tests.fakes.google import FakeGoogle

from .conftest import SAM, calendar

NOW = datetime(2026, 3, 1, tzinfo=UTC)
ADDRESS = "robot@example.invalid"


@pytest.fixture(scope="module")
def key():
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture
def info(key) -> dict[str, Any]:
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return {
        "type": "service_account",
        "client_email": ADDRESS,
        "private_key_id": "1",
        "private_key": pem.decode(),
        "token_uri": "http://127.0.0.1:9/elsewhere",
    }


def test_the_signed_assertion_goes_to_the_token_url_of_the_settings(key, info, tmp_path, clock):
    public = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    path = tmp_path / "key.json"
    path.write_text(json.dumps(info))
    with FakeGoogle(calendar(SAM), now=lambda: NOW, service_accounts={ADDRESS: public.decode()}) as google:
        loaded = settings.load(
            {
                "GOOGLE_API_URL": google.origin,
                "GOOGLE_TOKEN_URL": f"{google.origin}/token",
                "GOOGLE_SERVICE_ACCOUNT_FILE": str(path),
                "GOOGLE_CALENDAR_IDS": SAM,
            }
        )
        with GoogleClient(google.origin, credentials_of(loaded), pace=clock.pace()) as client:
            assert api.calendar(client, SAM)["id"] == SAM
            assert api.colors(client)["event"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "not JSON"),
        ("[]", "not the key of a service account"),
        ('{"type": "authorized_user"}', "not the key of a service account"),
        ('{"type": "service_account", "client_email": "r", "private_key": "PRIVATE"}', "lacks a usable private key"),
    ],
)
def test_a_bad_file_is_one_sentence_without_its_content(tmp_path, content, said):
    path = tmp_path / "key.json"
    path.write_text(content)
    loaded = settings.load({"GOOGLE_SERVICE_ACCOUNT_FILE": str(path), "GOOGLE_CALENDAR_IDS": SAM})
    with pytest.raises(ConfigurationError, match=said) as caught:
        credentials_of(loaded)
    assert str(path) in str(caught.value)
    assert "PRIVATE" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_nothing_set_up_says_how(clock):
    with pytest.raises(ConfigurationError, match="lifetracer connect google"):
        credentials_of(settings.load({}))
