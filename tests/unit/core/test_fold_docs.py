"""docs/fold.md documents each code, once."""

import re
from pathlib import Path

from ledger.core.effect import Code

PAGE = Path(__file__).parents[3] / "docs" / "fold.md"


def test_every_code_has_one_line_in_the_page() -> None:
    documented = re.findall(r"^\| `([a-z-]+)` \|", PAGE.read_text("utf-8"), re.MULTILINE)
    assert sorted(documented) == sorted(code.value for code in Code)
