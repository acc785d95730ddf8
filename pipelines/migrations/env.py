"""Alembic's environment of the pipelines' schemas; the tables of versions and digests stand in schema `app`."""

from pipelines.migrations import MIGRATIONS
from schema_migrations import environment

environment.run(MIGRATIONS, lock=0x4C696665_01)
