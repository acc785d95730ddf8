"""The gateway serves HTTPS itself with a certificate that it is given."""

import datetime as dt
import ipaddress
import ssl

import httpx2
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from .conftest import command
from .serving import serving

NAME = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "LifeTracer test")])


@pytest.fixture
def certificate(tmp_path):
    """A private certificate for 127.0.0.1, and its key, as files."""
    key = ec.generate_private_key(ec.SECP256R1())
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(NAME)
        .issuer_name(NAME)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + dt.timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    certificate_path, key_path = tmp_path / "certificate.pem", tmp_path / "key.pem"
    certificate_path.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    key_path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return certificate_path, key_path


def test_https_with_a_given_certificate_and_nothing_without(data_dir, database_url, certificate):
    certificate_path, key_path = certificate
    environ = {
        "DATABASE_URL": database_url,
        "LIFETRACER_TLS_CERT": str(certificate_path),
        "LIFETRACER_TLS_KEY": str(key_path),
    }
    with serving(command(data_dir, ["serve", "--port", "0"]), data_dir, environ) as served:
        assert served.origin.startswith("https://127.0.0.1:")
        context = ssl.create_default_context(cafile=str(certificate_path))
        with httpx2.Client(
            base_url=served.origin, headers=served.client.headers, verify=context, trust_env=False, timeout=30
        ) as client:
            job = client.post("/api/transform").json()
            assert client.get(job["links"]["self"]).status_code == 200
            with client.stream("GET", job["links"]["logs"], headers={"Accept": "text/event-stream"}) as stream:
                assert stream.headers["content-type"].startswith("text/event-stream")
                client.post(job["links"]["cancel"])
                assert any(line == "event: end" for line in stream.iter_lines())
        # Nobody who does not trust the certificate, and nobody in clear text.
        with pytest.raises(httpx2.ConnectError):
            httpx2.get(f"{served.origin}/health", trust_env=False)
        with pytest.raises(httpx2.RemoteProtocolError):
            httpx2.get(f"{served.origin.replace('https', 'http')}/health", trust_env=False)
