"""What import-linter cannot see: the pure rooms read no clock, disk, environment or chance, and money is no float.

Whatever of that they need is passed in.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

LEDGER = Path(__file__).resolve().parents[2] / "ledger"
PURE = ("core", "proof", "rulebook", "attest", "verify")
WITHOUT_FLOATS = ("core", "rulebook")

IMPURE_MODULES = frozenset(
    "asyncio ctypes http io locale logging multiprocessing os pathlib pickle platform random requests secrets select "
    "shutil signal socket sqlite3 ssl subprocess sys tempfile threading time urllib uuid zoneinfo".split()
)
IMPURE_CALLS = frozenset("__import__ breakpoint eval exec input open print".split())
IMPURE_METHODS = frozenset(
    "getenv urandom token_bytes token_hex get_random_bytes uuid4 "
    "read_bytes read_text write_bytes write_text generate_key generate_private_key".split()
)
CLOCKS = frozenset("now today utcnow".split())
# Of `math` only what takes and gives integers; `round` and powers to what is below 0 make floats of them.
WHOLE = frozenset("comb factorial gcd isqrt lcm perm".split())
FLOATING_MODULES = frozenset("cmath decimal numpy statistics".split())
FLOATING_NAMES = frozenset("complex float round".split())
FLOATING_METHODS = frozenset("fromhex fsum sqrt total_seconds truediv true_divide".split())
# Making a key is drawing it at random, and the library that makes primes takes no source of chance.
DRAWN = {("proof/vrf.py", "generate_private_key")}


def impurities(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and name of each thing in the tree that reaches outside."""
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                found = [name.name for name in names if name.name.split(".")[0] in IMPURE_MODULES]
            case ast.ImportFrom(module=str(name), level=0):
                found = [name] if name.split(".")[0] in IMPURE_MODULES else []
            case ast.Name(id=name, ctx=ast.Load()):
                found = [name] if name in IMPURE_CALLS else []
            case ast.Attribute(attr=name, value=of):
                clock = name in CLOCKS and ast.unparse(of).split(".")[-1] in ("date", "datetime")
                found = [name] if clock or name in IMPURE_METHODS else []
            case _:
                continue
        yield from ((node.lineno, name) for name in found)


def floats(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and form of each float: a literal, the word itself, what makes one of integers, and the modules of them."""
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=float() | complex() as value):
                found = [repr(value)]
            case ast.Name(id=name):
                found = [name] if name in FLOATING_NAMES else []
            case ast.Attribute(attr=name, value=of):
                inexact = ast.unparse(of) == "math" and name not in WHOLE
                found = [name] if inexact or name in FLOATING_METHODS else []
            case ast.BinOp(op=ast.Div()) | ast.AugAssign(op=ast.Div()):
                found = ["/"]
            case ast.BinOp(op=ast.Pow(), right=ast.UnaryOp(op=ast.USub())):
                found = ["** -"]
            case ast.Import(names=names):
                found = [name.name for name in names if name.name.split(".")[0] in FLOATING_MODULES]
            case ast.ImportFrom(module="math" | "operator" as module, names=names):
                whole = (
                    WHOLE if module == "math" else frozenset({name.name for name in names} - FLOATING_METHODS)
                )
                found = [name.name for name in names if name.name not in whole]
            case ast.ImportFrom(module=str(name), level=0):
                found = [name] if name.split(".")[0] in FLOATING_MODULES else []
            case _:
                continue
        yield from ((node.lineno, form) for form in found)


def files(rooms: tuple[str, ...]) -> list[Path]:
    return sorted(path for room in rooms for path in (LEDGER / room).rglob("*.py"))


def name_of(path: Path) -> str:
    return path.relative_to(LEDGER).as_posix()


@pytest.mark.parametrize("path", files(PURE), ids=name_of)
def test_a_pure_room_reaches_nothing_outside(path):
    found = [
        f"line {line}: {name}"
        for line, name in impurities(ast.parse(path.read_text("utf-8")))
        if (name_of(path), name) not in DRAWN
    ]
    assert found == []


@pytest.mark.parametrize("path", files(WITHOUT_FLOATS), ids=name_of)
def test_no_float_comes_near_money(path):
    assert list(floats(ast.parse(path.read_text("utf-8")))) == []


@pytest.mark.parametrize("room", PURE)
def test_every_pure_room_was_looked_at(room):
    assert len(files((room,))) > 1


@pytest.mark.parametrize(
    ("planted", "name"),
    [
        ("import time", "time"),
        ("import os.path", "os.path"),
        ("from urllib.request import urlopen", "urllib.request"),
        ("from secrets import token_bytes", "secrets"),
        ("def f():\n    import socket", "socket"),
        ("datetime.now(UTC)", "now"),
        ("datetime.datetime.utcnow()", "utcnow"),
        ("date.today()", "today"),
        ("open('f')", "open"),
        ("reader = open", "open"),
        ("Path('f').read_bytes()", "read_bytes"),
        ("ec.generate_private_key(curve)", "generate_private_key"),
    ],
)
def test_what_reaches_outside_is_seen(planted, name):
    assert [found for _, found in impurities(ast.parse(planted))] == [name]


@pytest.mark.parametrize(
    ("planted", "form"),
    [
        ("rate = 0.5", "0.5"),
        ("x = float('1')", "float"),
        ("def f(x: float): ...", "float"),
        ("a / b", "/"),
        ("a /= 2", "/"),
        ("round(a, 2)", "round"),
        ("sum(map(round, a))", "round"),
        ("10 ** -2", "** -"),
        ("import math\nmath.floor(a)", "floor"),
        ("from math import gcd, log2", "log2"),
        ("from operator import truediv", "truediv"),
        ("operator.truediv(a, b)", "truediv"),
        ("from decimal import Decimal", "decimal"),
        ("import numpy.linalg", "numpy.linalg"),
        ("(a - b).total_seconds()", "total_seconds"),
    ],
)
def test_a_float_is_seen(planted, form):
    assert [found for _, found in floats(ast.parse(planted))] == [form]


def test_what_is_pure_passes():
    innocent = (
        "from datetime import date, timedelta\nfrom fractions import Fraction\nfrom math import gcd, isqrt\n"
        "from operator import itemgetter\nx = 7 // 2 + 10**2 + len('opened') + math.gcd(4, 6)\n"
    )
    assert not list(impurities(ast.parse(innocent)))
    assert not list(floats(ast.parse(innocent)))
