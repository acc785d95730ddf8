"""All words of the pages, in two languages, and how dates and durations are written in each."""

from collections.abc import Mapping

from console.settings import Language
from console.texts.english import ENGLISH
from console.texts.fields import Texts
from console.texts.japanese import JAPANESE

TEXTS: Mapping[Language, Texts] = {"en": ENGLISH, "ja": JAPANESE}

__all__ = ["ENGLISH", "JAPANESE", "TEXTS", "Texts"]
