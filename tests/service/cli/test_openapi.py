"""What the served document promises, held against a real gateway over real HTTP."""

import os
import re
import subprocess
import sys

from .conftest import command
from .serving import serving

# The long form of `make chaos` is 2,000 cases and more.
EXAMPLES = int(os.environ.get("LIFETRACER_OPENAPI_EXAMPLES", "3"))
SCENARIOS = int(os.environ.get("LIFETRACER_OPENAPI_SCENARIOS", "5"))
# Nothing listens at the port of discard: a random token reaches no service.
NOWHERE = dict.fromkeys(
    ("TOGGL_API_URL", "GOOGLE_API_URL", "GOOGLE_TOKEN_URL", "GOOGLE_AUTH_URL"), "http://127.0.0.1:9"
)
CONFIGURATION = """
# The key comes from the environment, so that no argv shows it.
headers = {{ Authorization = "Bearer ${{API_KEY}}" }}
seed = 1
continue-on-failure = true
request-timeout = 30

[generation]
max-examples = {examples}
database = "none"

[phases.stateful]
generation.max-examples = {scenarios}
max-steps = 8

[checks]
# A second use of an Idempotency-Key, and a cursor that is none, are 422 although their schema is a string.
positive_data_acceptance.enabled = false
"""


def test_nothing_that_the_document_does_not_say(data_dir, database_url, tmp_path):
    """Schemathesis: no 5xx, and no status, media type, body or header besides the documented ones.

    Each operation by itself, and chains in which one uses what another has answered.
    """
    configuration = tmp_path / "schemathesis.toml"
    configuration.write_text(CONFIGURATION.format(examples=EXAMPLES, scenarios=SCENARIOS))
    with serving(
        command(data_dir, ["serve", "--port", "0"]), data_dir, {"DATABASE_URL": database_url, **NOWHERE}
    ) as served:
        done = subprocess.run(
            [
                *(sys.executable, "-m", "schemathesis.cli", "--config-file", str(configuration)),
                *("run", f"{served.origin}/openapi.json", "--no-color", "--suppress-health-check", "all"),
            ],
            env={**os.environ, "API_KEY": served.client.headers["Authorization"].removeprefix("Bearer ")},
            capture_output=True,
            text=True,
            timeout=7200,
            cwd=tmp_path,
            check=False,
        )
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr
    assert "Tested: 0" not in done.stdout
    (generated,) = re.findall(r"(\d+) generated", done.stdout)
    assert int(generated) >= EXAMPLES
    assert "found" not in done.stdout.rpartition("Test cases:")[2], done.stdout
