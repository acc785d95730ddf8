"""The settings that decide what all stored numbers mean: time zone, country, language and person.

They are kept in the database (`app.settings`, with every earlier value), so that another shell or another machine
counts in the same way. This package knows neither the service nor the stages, which both read and write them.
"""

from stored_settings.record import NAMES, VARIABLES, StoredSettings
from stored_settings.values import InvalidValueError, parse

__all__ = ["NAMES", "VARIABLES", "InvalidValueError", "StoredSettings", "parse"]
