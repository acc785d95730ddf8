"""The bases of requests and answers: names are camelCase on the wire."""

from msgspec import Struct


class Input(Struct, rename="camel", forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """The body of a POST; every field is optional."""


class Answer(Struct, rename="camel", kw_only=True):
    """The body of an answer."""


class Sentence(Answer):
    """A sentence in each language."""

    en: str
    ja: str
