"""docs/documents.md lists every rule of the readers, and no other."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[3]
FAMILIES = "account amount balance cell csv currency date direction faults file flag format line number party pdf xlsx"
RULE = re.compile(rf"(?:{FAMILIES.replace(' ', '|')}|profile|response|statement|status|type|xml)\.[a-z-]+")


def test_the_page_lists_the_rules_of_the_code() -> None:
    page = (ROOT / "docs" / "documents.md").read_text(encoding="utf-8").partition("## Rules")[2]
    listed = re.findall(r"`([a-z]+\.[a-z-]+)`", page)
    assert len(listed) == len(set(listed))
    assert set(listed) == rules_in_code()


def rules_in_code() -> set[str]:
    """Texts of the code that look like a rule; places within a profile (`file.date`) do too, and are none."""
    found = set()
    for file in (ROOT / "ledger" / "documents").glob("*.py"):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        texts = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)]
        found |= {text for text in texts if isinstance(text, str) and RULE.fullmatch(text)}
    return found - {"file.date", "file.encoding", "file.end", "file.strict"}
