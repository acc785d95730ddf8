"""The settings of the account: where everything is made, and the guards against a bill."""

import re
from collections.abc import Mapping
from typing import Any

from infra_py.settings.reader import Values

OCID = r"ocid1\.(?:{kinds})\.[a-z0-9_-]*\.[a-z0-9_-]*\.[A-Za-z0-9._-]+"
DOMAIN = re.compile(r"[A-Za-z0-9]+:[A-Za-z0-9-]+")
EMAIL = re.compile(r"[^\s@]{1,64}@[^\s@]{1,190}\.[^\s@.]{2,63}")
HIGHEST_BUDGET = 1_000_000


def read_account(config: Values, profile: Mapping[str, str]) -> dict[str, Any]:
    """Return the fields of `Settings` that belong to the account; an unusable one is None.

    Args:
        config: the configuration of the stack.
        profile: the account's entries in `~/.oci/config`; its tenancy counts where `tenancyId` is not set.
    """
    tenancy = _tenancy(config, profile)
    return {
        "tenancy_id": tenancy,
        "compartment_id": _ocid(config, "compartmentId", "compartment", "tenancy") or tenancy,
        "availability_domain": config.matching(
            "availabilityDomain",
            DOMAIN,
            "is not an availability domain; write its whole name, such as kIdk:AP-TOKYO-1-AD-1, or remove it to use "
            "the first of the region.",
        ),
        "image_id": _ocid(config, "imageId", "image"),
        "quota_guard": config.flag("quotaGuard"),
        **_budget(config),
    }


def _tenancy(config: Values, profile: Mapping[str, str]) -> str | None:
    if config.is_set("tenancyId"):
        return _ocid(config, "tenancyId", "tenancy")
    tenancy = profile.get("tenancy", "").strip()
    if not tenancy:
        config.report(
            "tenancyId is not set and ~/.oci/config names no tenancy; make an API key in Oracle's web console and save "
            "the text that it shows in that file, or set tenancyId."
        )
    elif not _ocid_pattern("tenancy").fullmatch(tenancy):
        config.report(
            "The tenancy in ~/.oci/config is not a valid OCID; copy the one from Oracle's web console that "
            "begins with ocid1.tenancy."
        )
    return tenancy


def _ocid(config: Values, name: str, *kinds: str) -> str | None:
    sentence = (
        f"is not a valid {kinds[0]} OCID; copy the one from Oracle's web console that begins with ocid1.{kinds[0]}."
    )
    return config.matching(name, _ocid_pattern(*kinds), sentence)


def _ocid_pattern(*kinds: str) -> re.Pattern[str]:
    return re.compile(OCID.format(kinds="|".join(kinds)))


def _budget(config: Values) -> dict[str, Any]:
    monthly = config.integer("budgetMonthly", lowest=0, highest=HIGHEST_BUDGET)
    if monthly is not None and bool(monthly) != config.is_set("budgetEmail"):
        config.report("budgetMonthly and budgetEmail belong together; set both or none.")
    sentence = "is not an e-mail address; write it such as you@example.org."
    return {"budget_monthly": monthly or None, "budget_email": config.matching("budgetEmail", EMAIL, sentence)}
