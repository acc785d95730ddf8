"""What the fork server imports once."""

import dbt.adapters.postgres.impl
import dbt.cli.main
import psycopg

import pipelines.transform.invocation

__all__ = ["dbt", "pipelines", "psycopg"]
