"""Every sentence of the report in its two languages."""

from pipelines.reporter.texts.english import ENGLISH
from pipelines.reporter.texts.fields import PeriodTexts, Texts
from pipelines.reporter.texts.japanese import JAPANESE

__all__ = ["ENGLISH", "JAPANESE", "TEXTS", "PeriodTexts", "Texts"]

TEXTS = {"en": ENGLISH, "ja": JAPANESE}
