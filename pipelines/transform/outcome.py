"""The stage's outcome from dbt's result: counts, or the error with the right exit code."""

from collections import Counter

import psycopg
from dbt.adapters.exceptions.connection import FailedToConnectError
from dbt.artifacts.schemas.results import NodeStatus
from dbt.artifacts.schemas.run import RunExecutionResult, RunResult
from dbt.cli.exceptions import DbtUsageException
from dbt.cli.main import dbtRunnerResult
from dbt.exceptions import ParsingError
from dbt_common.exceptions import CompilationError, DbtConfigError

from pipelines import stage
from pipelines.stage import BadInputError, ConfigurationError, StageError, TemporaryError, one_line

# dbt's statuses are texts of several enumerations.
FAIL = str(NodeStatus.Fail)
BROKEN = {FAIL, str(NodeStatus.Error), str(NodeStatus.RuntimeErr)}
# dbt hands on the database's words and drops its error code.
LOST = (
    "server closed the connection",
    "terminating connection",
    "connection to server",
    "could not connect",
    "could not translate host name",
    "connection already closed",
    "ssl connection has been closed",
    "database system is",
    "too many clients",
    "remaining connection slots",
    "deadlock detected",
    "lock timeout",
    "canceling statement",
)
# Of `gateway.enter_run`.
TAKEN_OVER = "This run was taken over"


def counts(answer: dbtRunnerResult, connection: psycopg.Connection) -> dict[str, int]:
    """Return how many models, tests and seeds were built.

    Raises:
        BadInputError: when a data test failed.
        TemporaryError: when the database went away.
        ConfigurationError: when project, profile or rights are wrong.
        StageError: for any other failure.
    """
    if answer.exception is not None:
        raise _of_exception(answer.exception)
    if not isinstance(answer.result, RunExecutionResult):
        raise StageError("dbt ended without a result.")
    results = answer.result.results
    broken = [result for result in results if str(result.status) in BROKEN]
    for result in broken:
        stage.log(_words(result), level="error", model=result.node.name, path=result.node.original_file_path)
    if broken:
        raise _of_results(broken, connection)
    if not answer.success:
        raise StageError("dbt failed without naming a model.")
    kinds = Counter(str(result.node.resource_type) for result in results)
    return {"models": kinds["model"], "tests": kinds["test"], "seeds": kinds["seed"]}


def _of_exception(error: BaseException) -> BaseException:
    if isinstance(error, KeyboardInterrupt | MemoryError):
        return error
    words = one_line(error)
    if isinstance(error, DbtConfigError | ParsingError | CompilationError | DbtUsageException):
        return ConfigurationError(f"The dbt project or its profile is wrong: {words}")
    if isinstance(error, FailedToConnectError) or _is_lost(words):
        return TemporaryError(f"The database cannot be used now: {words}")
    return StageError(f"dbt stopped: {words}")


def _of_results(broken: list[RunResult], connection: psycopg.Connection) -> StageError:
    first = broken[0]
    detail = f"{first.node.name}: {_words(first)}"
    if TAKEN_OVER in _words(first):
        return TemporaryError(f"Another worker has taken this job over; {detail}")
    if any(_is_lost(_words(result)) for result in broken) or not _answers(connection):
        return TemporaryError(f"The database went away while dbt worked; {detail}")
    if any("permission denied" in _words(result).lower() for result in broken):
        return ConfigurationError(
            f"The database user lacks a right; use the owner of the schemas in DATABASE_URL; {detail}"
        )
    if all(str(result.status) == FAIL for result in broken):
        names = ", ".join(result.node.name for result in broken)
        return BadInputError(f"The data does not pass {len(broken)} of the data tests: {names}; see the lines above.")
    first = next(result for result in broken if str(result.status) != FAIL)
    return StageError(f"dbt could not build {first.node.name}: {_words(first)}")


def _words(result: RunResult) -> str:
    return " ".join((result.message or str(result.status)).split())


def _is_lost(words: str) -> bool:
    lower = words.lower()
    return any(fragment in lower for fragment in LOST)


def _answers(connection: psycopg.Connection) -> bool:
    try:
        connection.execute("select 1")
    except psycopg.Error:
        return False
    return True
