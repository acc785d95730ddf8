"""Optional guards against a bill: a budget that sends an e-mail, and a quota that leaves this machine's shape only."""

from collections.abc import Mapping

import pulumi
from pulumi_oci import budget, limits

ALERT_PERCENT = 80.0


class Guardrails(pulumi.ComponentResource):
    """A budget with its alert when `budgetMonthly` is set; a quota policy when `quotaGuard` is on. Off by default."""

    def __init__(
        self,
        name: str,
        *,
        tenancy_id: str,
        compartment_id: str,
        budget_monthly: int | None,
        budget_email: str | None,
        quota_guard: bool,
        ocpus: int,
        memory_gb: int,
        tags: Mapping[str, str],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("lifetracer:infra:Guardrails", name, None, opts)
        here = pulumi.ResourceOptions(parent=self)
        if budget_monthly:
            spending = budget.Budget(
                "budget",
                # Budgets live in the root compartment, whatever they watch.
                compartment_id=tenancy_id,
                amount=budget_monthly,
                display_name="lifetracer-budget",
                reset_period="MONTHLY",
                target_type="COMPARTMENT",
                targets=[compartment_id],
                freeform_tags=tags,
                opts=here,
            )
            self._alert(spending, budget_email, tags)
        if quota_guard:
            limits.Quota(
                "quota",
                compartment_id=tenancy_id,
                name="lifetracer-quota",
                description="Only LifeTracer's own machine: no other compute shape can be started by accident.",
                statements=quota_statements(ocpus=ocpus, memory_gb=memory_gb),
                freeform_tags=tags,
                opts=here,
            )
        self.register_outputs({})

    def _alert(self, spending: budget.Budget, email: str | None, tags: Mapping[str, str]) -> None:
        budget.Rule(
            "budget-alert",
            budget_id=spending.id,
            display_name="lifetracer-budget-alert",
            type="ACTUAL",
            threshold=ALERT_PERCENT,
            threshold_type="PERCENTAGE",
            recipients=email,
            message=f"LifeTracer's compartment has used {ALERT_PERCENT:.0f} % of its monthly budget.",
            freeform_tags=tags,
            opts=pulumi.ResourceOptions(parent=self),
        )


def quota_statements(*, ocpus: int, memory_gb: int) -> list[str]:
    """Return the policy: every compute shape down to zero, then this machine's as large as it is.

    A later statement overrides an earlier one. The shape has a quota for each domain and one for the region; zeroing
    catches both, so both are given back. A running machine is never stopped by a quota.
    """
    kinds = {"core": ocpus, "memory": memory_gb}
    return [
        *(f"zero compute-{kind} quotas in tenancy" for kind in kinds),
        *(
            f"set compute-{kind} quota standard-a1-{kind}-{scope} to {most} in tenancy"
            for kind, most in kinds.items()
            for scope in ("count", "regional-count")
        ),
    ]
