"""A page of the log of a job as JSON, for clients that poll."""

from service.api.job_lookup import no_such_job
from service.api.log_stream import line_of
from service.api.state import State
from service.jobs.log_reader import LogReader
from service.jobs.store import find_job, load_steps
from service.schemas.jobs import LogPage, job_of


async def read_page(state: State, reader: LogReader) -> LogPage:
    """Return the next lines with the position after them.

    Raises:
        ProblemError: 404 when the job was deleted meanwhile.
    """
    async with state.log_feed.reading, state.pool.connection() as connection:
        # Before the lines: an ended job without new lines has none to come.
        job = await find_job(connection, reader.job_id)
        if job is None:
            raise no_such_job(str(reader.job_id))
        answer = job_of(job, await load_steps(connection, reader.job_id))
        lines = await reader.read(connection)
    page = [line_of(reader, line) for line in lines]
    for line in lines:
        reader.advance(line)
    return LogPage(lines=page, position=reader.position, job=answer)
