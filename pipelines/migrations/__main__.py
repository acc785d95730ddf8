"""`python -m pipelines.migrations`: migrate the schemas of the pipelines."""

from pipelines import stage
from pipelines.migrations import upgrade

if __name__ == "__main__":
    raise SystemExit(stage.run(upgrade))
