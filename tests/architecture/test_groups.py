"""Tests of one group share a worker, so that what they share is made once."""

from pathlib import Path

import pytest

from tests.groups import group_of

ONE = """
import os, pytest, time
pytestmark = pytest.mark.xdist_group("both")

@pytest.mark.parametrize("number", range(4))
def test_it(number):
    time.sleep(0.05)
    with open("workers", "a") as out:
        out.write(os.environ["PYTEST_XDIST_WORKER"] + " ")
"""


def test_files_of_one_group_run_in_one_worker_and_others_in_both(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(test_one=ONE, test_two=ONE)
    arguments = ("-n", "2", "-p", "tests.groups", "--rootdir", str(pytester.path))
    assert pytester.runpytest_subprocess(*arguments).ret == 0
    assert len(set((pytester.path / "workers").read_text().split())) == 1
    (pytester.path / "workers").unlink()
    alone = ONE.replace("pytestmark", "unmarked")
    pytester.makepyfile(test_one=alone, test_two=alone)
    assert pytester.runpytest_subprocess(*arguments).ret == 0
    assert len(set((pytester.path / "workers").read_text().split())) == 2


def test_every_mark_of_a_group_is_one_that_is_read() -> None:
    tests = Path(__file__).resolve().parents[1]
    naming = [path for path in tests.rglob("test_*.py") if "mark.xdist_group(" in path.read_text("utf-8")]
    assert [path.name for path in naming if group_of(path) is None and path != Path(__file__)] == []
    assert len(naming) > 3
