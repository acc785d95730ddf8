"""One file, run two ways: Pulumi runs this folder by its path, a person runs `python -m infra_py`. It only wires."""

import sys

INSTALL = """\
LifeTracer's own packages are not installed in the virtual environment that runs this program ({error}).
In the project's folder, run `make infra`; where there is no make:
  python -m venv .venv
  .venv/bin/python -m pip install --require-hashes -r requirements-infra.txt
  .venv/bin/python -m pip install --no-deps --no-build-isolation -e .
(on Windows .venv\\Scripts\\python instead of .venv/bin/python)."""

if __package__:
    from infra_py.cli import main

    sys.exit(main())

try:
    from infra_py.program import build
except ModuleNotFoundError as error:
    from pulumi import RunError

    raise RunError(INSTALL.format(error=error)) from None
build()
