"""`python -m infra_py check`."""

from collections import Counter
from pathlib import Path

import click

from infra_py.cli.checks import oracle, ssh_keys, stack, tools
from infra_py.cli.checks.finding import Finding, Level, from_sentence
from infra_py.cli.configuration import Configuration
from infra_py.cli.options import dump, json_option, stack_option
from infra_py.cli.project import Project, project_dir
from infra_py.settings import SettingsError
from infra_py.settings.oci_config import DEFAULT_PROFILE

COLOURS = {Level.OK: "green", Level.WARNING: "yellow", Level.PROBLEM: "red"}
EXAMPLES = """\b
Examples:
  python -m infra_py check
  python -m infra_py check --stack free --json
"""


@click.command(epilog=EXAMPLES)
@stack_option
@json_option
def check(stack: str | None, *, as_json: bool) -> int:
    """Check everything that `up` needs on this computer, and show the fix for each problem.

    The `pulumi` command, the virtual environment, the state's place, Oracle's API key, the SSH key pair, and the
    stack's configuration. There is no request to the cloud, no change, and no secret is shown. Exit code 0 without a
    problem, 1 otherwise.
    """
    findings = look(stack)
    is_ok = not any(finding.level is Level.PROBLEM for finding in findings)
    if as_json:
        dump({"ok": is_ok, "findings": [finding.as_json() for finding in findings]})
        return 0 if is_ok else 1
    for finding in findings:
        word = click.style(f"{finding.level:<9}", fg=COLOURS[finding.level])
        click.echo(f"{word}{finding.about:<9}{finding.text}")
        if finding.fix:
            click.echo(f"{'':<18}fix: {finding.fix}")
    click.echo(_summary(findings))
    return 0 if is_ok else 1


def look(name: str | None) -> list[Finding]:
    """Check every part; a missing one does not hide the others."""
    folder = project_dir()
    engine, findings = tools.command()
    findings += tools.environment(folder, tools.virtualenv(folder))
    found: Configuration | None = None
    if engine is not None:
        project = Project(folder, engine)
        at = stack.backend(project)
        findings += at
        if all(finding.level is Level.OK for finding in at):
            chosen = project.stack_name(name)
            found, problems = stack.read(project, chosen)
            findings += problems or (stack.settings(found, project, chosen) if found else [])
    findings += oracle.account(found.profile_name if found else DEFAULT_PROFILE)
    return merge(findings, _ssh_keys(found, folder))


def _ssh_keys(found: Configuration | None, folder: Path) -> list[Finding]:
    try:
        return ssh_keys.pair(found.values if found else {}, folder)
    except SettingsError as error:
        return [from_sentence(stack.STACK, sentence) for sentence in error.problems]


def merge(findings: list[Finding], about_keys: list[Finding]) -> list[Finding]:
    """Return all findings; a problem that settings and key pair have in common is shown with the keys only."""
    shown = {finding.text for finding in about_keys}
    return [*(finding for finding in findings if finding.text not in shown), *about_keys]


def _summary(findings: list[Finding]) -> str:
    counts = Counter(finding.level for finding in findings)
    if not counts[Level.PROBLEM]:
        return "Nothing is in the way. Next: `python -m infra_py preview`."
    return f"{counts[Level.PROBLEM]} to fix; then run it again."
