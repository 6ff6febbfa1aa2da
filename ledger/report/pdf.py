"""A report as PDF/A-2a and PDF/UA-1: tagged, every font in it, the same bytes for the same document.

Typst sets it from the template `page.typ`, which reads the blocks as data: no text of theirs is ever markup. Fonts are
those that Typst brings along (Latin, Greek, Cyrillic, Hebrew), the one of the extra `report` (Chinese) and those that
are named; never what happens to be on the machine.
"""

import json
import unicodedata
from collections.abc import Iterator, Sequence
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from ledger.core.errors import Misuse
from ledger.report.blocks import Document
from ledger.report.typst_data import document_data

if TYPE_CHECKING:
    from typst import Fonts

_NAMED = 20
_EMPTY: dict[str, Any] = {
    "lang": "en",
    "region": None,
    "title": "-",
    "day": "2000-01-01",
    "footer": "",
    "pages": "",
    "sections": [],
}


def pdf(document: Document, fonts: Sequence[Path] = ()) -> bytes:
    """The file. Misuse if a package is missing, a font is none, or no font has a letter of the text."""
    try:
        import typst
    except ModuleNotFoundError as missing:
        raise Misuse(f"a PDF needs the package {missing.name}: install tradeline[report]") from missing
    data = document_data(document)
    with TemporaryDirectory() as folder:
        places = (*_packaged(), _gathered(fonts, Path(folder)))
        shelf = typst.Fonts(False, True, [str(place) for place in places])
        _check(fonts, Path(folder), shelf)
        try:
            return _set(data, shelf)
        except typst.TypstError as error:
            if "could not be displayed" not in error.message:
                raise
        return _set(_spelled(data, _missing(data, shelf)), shelf)


def _set(data: Any, shelf: "Fonts") -> bytes:
    import typst

    template = (files("ledger.report") / "page.typ").read_bytes()
    inputs = {"report": json.dumps(data, ensure_ascii=False)}
    made = typst.compile(template, font_paths=shelf, sys_inputs=inputs, pdf_standards=["a-2a", "ua-1"])
    assert isinstance(made, bytes)
    return made


def _packaged() -> tuple[Path, ...]:
    """The folder of the fonts that come with the extra `report`, if it is installed."""
    try:
        from pylopdf_fonts_zh_cn import sans_path
    except ModuleNotFoundError:
        return ()
    return (Path(sans_path()).parent,)


def _gathered(fonts: Sequence[Path], folder: Path) -> Path:
    """Copies of the named fonts, alone in a folder: what stands beside them is not asked for."""
    for number, font in enumerate(fonts):
        try:
            (folder / _copy(number, font)).write_bytes(font.read_bytes())
        except OSError as error:
            raise Misuse(f"{font}: {error.strerror or error}") from error
    return folder


def _check(fonts: Sequence[Path], folder: Path, shelf: "Fonts") -> None:
    """Misuse if a named file is no font: Typst passes over it."""
    known = {Path(found.path).name for found in shelf.fonts() if found.path}
    for number, font in enumerate(fonts):
        if _copy(number, font) not in known:
            raise Misuse(f"{font}: not a font (TrueType or OpenType)")


def _copy(number: int, font: Path) -> str:
    return f"{number:03}{font.suffix}"


def _missing(data: Any, shelf: "Fonts") -> frozenset[str]:
    """The signs of the text that no font has; Misuse if a letter is among them: a name must be readable."""
    import typst

    found = set()
    for sign in sorted({sign for text in _texts(data) for sign in text if not sign.isascii()}):
        try:
            _set({**_EMPTY, "kind": sign}, shelf)
        except typst.TypstError:
            found.add(sign)
    letters = [sign for sign in sorted(found) if unicodedata.category(sign)[0] in "LMN"]
    if letters:
        more = f" and {len(letters) - _NAMED} more" if len(letters) > _NAMED else ""
        shown = " ".join(letters[:_NAMED])
        raise Misuse(f"no font at hand has these letters of the report: {shown}{more}; name one with --font")
    return frozenset(found)


def _texts(data: Any) -> Iterator[str]:
    """Every text in the data."""
    match data:
        case str():
            yield data
        case dict():
            for value in data.values():
                yield from _texts(value)
        case list():
            for value in data:
                yield from _texts(value)


def _spelled(data: Any, missing: frozenset[str]) -> Any:
    """The same with those signs written as code points."""
    match data:
        case str():
            return "".join(f"U+{ord(sign):04X}" if sign in missing else sign for sign in data)
        case dict():
            return {name: _spelled(value, missing) for name, value in data.items()}
        case list():
            return [_spelled(value, missing) for value in data]
        case _:
            return data
