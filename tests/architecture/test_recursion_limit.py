"""Whatever raises the interpreter's recursion limit is imported where that is undone, or in a process of its own."""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
RAISING = {"eth_account", "py_ecc", "web3"}
"""With the limit at 100,000, deep JSON or CBOR overflows the stack where it should end in RecursionError."""

HOMES = {"ledger/chain/account.py", "tests/integration/web3_reader.py"}


def raises_it(text: str) -> bool:
    """Whether a file imports one of them, wherever in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(text)):
        match node:
            case ast.Import(names=aliases):
                found |= {alias.name.partition(".")[0] for alias in aliases}
            case ast.ImportFrom(module=str(module), level=0):
                found.add(module.partition(".")[0])
    return not found.isdisjoint(RAISING)


def test_only_its_homes_import_what_raises_the_recursion_limit() -> None:
    files = [
        path
        for folder in ("ledger", "api", "scripts", "bench", "tests")
        for path in (ROOT / folder).rglob("*.py")
    ]
    found = {path.relative_to(ROOT).as_posix() for path in files if raises_it(path.read_text("utf-8"))}
    assert found == HOMES


def test_an_import_is_seen_wherever_it_stands() -> None:
    assert raises_it("def f():\n    from eth_account.types import TransactionDictType\n")
    assert raises_it("import json, web3.middleware\n")
    assert not raises_it("import eth_keys\nfrom ledger.chain.account import Account\n")
