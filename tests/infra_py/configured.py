"""The settings that a person has to give, and the problems with others on top of them."""

from typing import Any

from infra_py.settings import SettingsError, read

REQUIRED = {
    "tenancyId": "ocid1.tenancy.oc1..t",
    # Not an address of the documentation: those are warned of.
    "myIp": "8.8.8.8",
    "containerImage": "ghcr.io/you/lifetracer:0.1.0",
}
SOURCE = {"containerImage": "", "sourceRepository": "https://github.com/you/lifetracer", "sourceRef": "v0.1.0"}


def problems(**values: Any) -> list[str]:
    """Return the problems of these settings; each is one sentence."""
    try:
        read({**REQUIRED, **values})
    except SettingsError as error:
        for sentence in error.problems:
            assert sentence.endswith((".", "?")), sentence
            assert "\n" not in sentence
        return error.problems
    return []
