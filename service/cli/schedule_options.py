"""Schedules from the options of `lifetracer schedules set`."""

import json
from typing import Any

from service.errors import InputError
from service.schedules.types import Schedule, ScheduleInput
from service.schedules.validation import InvalidScheduleError, check_name, checked


def new_schedule(name: str, changes: dict[str, Any]) -> ScheduleInput:
    """Return a schedule that does not exist yet.

    Raises:
        InputError: when something is missing or invalid.
    """
    if missing := [f"--{field}" for field in ("cron", "stage") if field not in changes]:
        raise InputError(f"There is no schedule {name} yet; a new one needs {' and '.join(missing)}.")
    try:
        check_name(name)
        return checked(ScheduleInput(**changes))
    except InvalidScheduleError as error:
        raise InputError(str(error)) from None


def changed_schedule(old: Schedule, changes: dict[str, Any]) -> ScheduleInput:
    """Return a schedule with these fields replaced.

    Raises:
        InputError: when the result is invalid.
    """
    fields = {field: getattr(old, field) for field in ScheduleInput.__struct_fields__}
    if "stage" in changes and changes["stage"] != old.stage and "input" not in changes:
        fields["input"] = {}  # another stage takes other things
    try:
        return checked(ScheduleInput(**{**fields, **changes}))
    except InvalidScheduleError as error:
        raise InputError(str(error)) from None


def json_object(text: str) -> dict[str, Any]:
    """Read the value of --input.

    Raises:
        InputError: when it is not a JSON object.
    """
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise InputError(f'--input {text} is not a JSON object; write one such as \'{{"language": "ja"}}\'.')
    return value
