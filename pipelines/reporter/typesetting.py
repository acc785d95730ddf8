"""Typst: documents in, PDF bytes out. Fonts come from packages only, and what cannot be printed is an error."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

import typst

from drawing import page, svg
from drawing.labels import FONT_SIZE
from pipelines.stage import ConfigurationError, StageError

FAMILY, EMOJI = "Noto Sans CJK JP", "Noto Emoji"
WEIGHTS = {400: "noto_cjk_sans_jp_regular", 700: "noto_cjk_sans_jp_bold"}
# Archivable (PDF/A-2b) and accessible (PDF/UA-1); both make a missing glyph an error instead of a box.
STANDARDS: list["typst.PDFStandard"] = ["a-2b", "ua-1"]
# Noto Emoji, and Noto Sans for the scripts that FAMILY lacks: style.typ names them.
OTHER_SCRIPTS = "manimgx_fonts"
TEMPLATES = Path(__file__).with_name("templates")


@dataclass(frozen=True)
class Pdf:
    data: bytes
    pages: int


def font_directories() -> list[Path]:
    """Return where the font packages keep their files.

    Raises:
        ConfigurationError: when a package is not installed.
    """
    try:
        return [Path(str(files(package))) for package in (*WEIGHTS.values(), OTHER_SCRIPTS)]
    except ModuleNotFoundError as error:
        distribution = (error.name or "").replace("_", "-")
        raise ConfigurationError(
            f"The font package {distribution} is not installed; install it: pip install {distribution}."
        ) from error


class Typesetter:
    """Prints documents with fonts that are loaded once, and checks which text they can print."""

    def __init__(self, directories: Sequence[Path]) -> None:
        """Load the fonts.

        Raises:
            ConfigurationError: when a weight of the text font is not in the directories.
        """
        self._fonts = typst.Fonts(
            include_system_fonts=False,
            # Typst's own four families, part of its wheel: symbols of the data.
            include_embedded_fonts=True,
            font_paths=[str(directory) for directory in directories],
        )
        fonts = self._fonts.fonts()
        if not any(font.family == EMOJI for font in fonts):
            raise ConfigurationError(
                f"The font {EMOJI} cannot be read; install it again: pip install --force-reinstall "
                f"{OTHER_SCRIPTS.replace('_', '-')}."
            )
        if missing := sorted(WEIGHTS.keys() - {font.weight for font in fonts if font.family == FAMILY}):
            packages = " ".join(WEIGHTS[weight].replace("_", "-") for weight in missing)
            raise ConfigurationError(
                f"The font {FAMILY} (weight {', '.join(map(str, missing))}) cannot be read; "
                f"install it again: pip install --force-reinstall {packages}."
            )

    def print(self, document: Mapping[str, Any], as_of: datetime) -> Pdf:
        """Return the PDF of a document; its date is `as_of`, so the same document gives the same bytes.

        Raises:
            StageError: when Typst fails or warns of anything, such as a font or a glyph that it does not have.
        """
        compiler = self._compiler("report.typ", document)
        try:
            data, warnings = compiler.compile_with_warnings(
                format="pdf", pdf_standards=STANDARDS, timestamp=int(as_of.timestamp())
            )
            pages = json.loads(compiler.query("<pages>", field="value", one=True))
        except typst.TypstError as error:
            raise StageError(f"Typst cannot print the report: {error.message} {error.diagnostic}".strip()) from error
        if warnings:
            raise StageError(f"Typst printed the report with faults: {'; '.join(map(str, warnings))}.")
        assert isinstance(data, bytes)
        return Pdf(data, int(pages))

    def can_show(self, text: str) -> bool:
        """Return whether the fonts have a glyph for every character of the text."""
        return self._is_plain(text) or self._prints("probe.typ", text)

    def can_draw(self, text: str) -> bool:
        """Return whether a drawing can have the text.

        Of scripts whose letters join or carry marks, Typst embeds the glyphs of an SVG without their characters, and
        PDF/UA-1 forbids that.
        """
        if self._is_plain(text):
            return True
        probe = svg.chart(FONT_SIZE, "Probe", svg.text(text, 0, FONT_SIZE, css="strong", anchor="start"))
        return self._prints("drawn.typ", page.for_print(probe, 2 * FONT_SIZE * len(text)))

    @staticmethod
    def _is_plain(text: str) -> bool:
        # The text font has all of these; to compile each of many names takes seconds.
        return text.isascii() and text.isprintable()

    def _prints(self, template: str, data: str) -> bool:
        try:
            _, warnings = self._compiler(template, data).compile_with_warnings(
                format="pdf", pdf_standards=STANDARDS, timestamp=0
            )
        except typst.TypstError:
            return False
        return not warnings

    def _compiler(self, template: str, data: object) -> typst.Compiler:
        return typst.Compiler(
            input=TEMPLATES / template,
            root=TEMPLATES,
            font_paths=self._fonts,
            ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        )
