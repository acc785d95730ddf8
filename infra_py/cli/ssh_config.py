"""`python -m infra_py ssh-config`: the machine's entry in the person's SSH configuration."""

import re
import sys
from pathlib import Path

import click

from infra_py.cli.engine import Engine
from infra_py.cli.errors import CommandFailed
from infra_py.cli.options import stack_option
from infra_py.cli.outputs import outputs_of
from infra_py.cli.project import Project, project_dir

BEGIN = "# BEGIN lifetracer {stack} (written by `python -m infra_py ssh-config --write`)"
END = "# END lifetracer {stack}"
EXAMPLES = "\b\nExamples:\n  python -m infra_py ssh-config\n  python -m infra_py ssh-config --write"


@click.command(epilog=EXAMPLES)
@stack_option
@click.option("--write", is_flag=True, help="Put it into ~/.ssh/config; a former one is replaced.")
def ssh_config(stack: str | None, *, write: bool) -> None:
    """Print the `Host lifetracer` block, or put it where `ssh lifetracer` and VS Code find it."""
    project = Project(project_dir(), Engine())
    name = project.stack_name(stack)
    block = outputs_of(project.open(name)).get("ssh_config")
    if not block:
        raise CommandFailed(f"The stack {name} has no machine yet. `python -m infra_py up` makes it.")
    if not write:
        click.echo(str(block).rstrip())
        return
    path = Path.home() / ".ssh" / "config"
    put(path, name, str(block))
    click.echo(f"Written to {path}. Now `ssh lifetracer` works.")


def put(path: Path, stack: str, block: str) -> None:
    """Write the block between its markers; everything else in the file stays as it is.

    It goes first: SSH takes the first value that it finds, and a `Host *` may come later.
    """
    begin, end = BEGIN.format(stack=stack), END.format(stack=stack)
    marked = f"{begin}\n{block.strip()}\n{end}\n"
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    former = re.compile(rf"{re.escape(begin)}\n.*?{re.escape(end)}\n+", re.DOTALL)
    rest = former.sub("", before)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    is_new = not path.exists()
    written = path.with_name("config.lifetracer-new")
    written.write_text(marked + (f"\n{rest}" if rest else ""), encoding="utf-8")
    if sys.platform != "win32":
        # SSH refuses a configuration that others may write.
        written.chmod(0o600 if is_new else path.stat().st_mode & 0o777)
    # A link (dotfiles kept in a repository) stays a link.
    written.replace(path.resolve())
