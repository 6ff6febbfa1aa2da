"""The largest files that are let in, each made to be costly: refused within two gibibytes of memory."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CHILD = """
import resource, sys
from tests.attacks.exhibit import established, exhibit, refused
resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))
small = exhibit("small")
assert len(established(small.untampered)) == 11
data = eval(sys.argv[1], {"N": (64 << 20) - 100})
report = small.verify(data)
print(*refused(report), report.steps[0].reason[:60], sep="|")
"""


def judged(shape: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-c", CHILD, shape]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_the_limit_on_memory_is_one() -> None:
    """The control: a file that would be taken for what it is, were there memory for it."""
    outcome = judged("bytes(3 << 30)")
    assert outcome.returncode
    assert "MemoryError" in outcome.stderr


@pytest.mark.parametrize(
    ("shape", "reason"),
    [
        ("b'[' + b' ' * (N + 100)", "longer than 67108864 bytes"),
        ("b'[' * 4_000_000", "deeper than 32 levels, or not closed"),
        ("b'[{' * (N // 2)", "more than 4194304 values"),
        ("b'[' + b'[],' * (N // 3) + b'1]'", "more than 4194304 values"),
        ("b'[' + b'1,' * (N // 2) + b'1]'", "more than 4194304 values"),
        ("b'[' + b'\"\",' * (N // 3) + b'1]'", "more than 4194304 values"),
        ("b'{' + b'\"a\":1,' * (N // 6) + b'\"a\":1}'", "more than 4194304 values"),
        ("b'[' + b'\"aaaaaaaaaaaa\",' * 4_000_000 + b'1]'", "$: an object is expected"),
        ("b'\"' + b'a' * N + b'\"'", "$: an object is expected"),
        ("b'\"' + b'\\\\u0041' * (N // 6) + b'\"'", "not in RFC 8785 form"),
        ("b'{\"attestation\":\"' + b'~' * N + b'\"}'", "$.dossier: missing"),
        (
            'b\'{"dossier":1,"issuer_key":{"x":"0x\' + b\'0\' * N + b\'"}}\'',
            "$.issuer_key.x: 32 bytes are expected",
        ),
        ("b'9' * N", "not JSON: 99999999999999999999 is beyond 2^53"),
        ("b'\\xff' * N", "not JSON: 'utf-8' codec can't decode byte 0xff"),
    ],
)
def test_a_file_as_large_as_files_may_be(shape: str, reason: str) -> None:
    outcome = judged(shape)
    assert outcome.returncode == 0, outcome.stderr[-500:]
    assert outcome.stdout.startswith(f"1|{reason}"), outcome.stdout
