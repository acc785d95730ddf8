"""Errors that are the user's to mend: one sentence with the fix, no traceback."""

import os

from service.notices import Advice


class UserError(Exception):
    """Something outside the program is wrong. The message names it and the fix.

    Attributes:
        exit_code: what the command line exits with, after sysexits.
    """

    exit_code = 1


class ConfigurationError(UserError):
    """A setting cannot be used."""

    exit_code = os.EX_CONFIG


class UnusableDatabaseError(ConfigurationError):
    """A database is there, and this version cannot open it until a person has acted."""


class CredentialsError(ConfigurationError):
    """Stored credentials cannot be decrypted here; `advice` is the fix as a code with parameters."""

    def __init__(self, advice: Advice) -> None:
        super().__init__(advice.text)
        self.advice = advice


class UnavailableError(UserError):
    """Something needed does not answer now: the database, a port."""

    exit_code = os.EX_TEMPFAIL


class StartingError(UnavailableError):
    """The database is up and takes connections soon: it starts, or recovers from an unclean end."""


class InputError(UserError):
    """What the user handed in cannot be used."""

    exit_code = os.EX_DATAERR
