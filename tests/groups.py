"""A pytest plugin: tests of files with one `xdist_group` run in one worker, one after another.

xdist 3.8 appends the group to a test's id, which pytest does not allow from 9.2 on; here the file itself is asked.
"""

import re
from functools import cache
from pathlib import Path

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

_GROUP = re.compile(r"^pytestmark = pytest\.mark\.xdist_group\(\"([^\"]+)\"\)$", re.MULTILINE)


class Grouped(LoadScopeScheduling):
    """Hands out a group at a time, and every other test by itself."""

    def _split_scope(self, nodeid: str) -> str:
        file, _, _ = nodeid.partition("::")
        return group_of(Path(self.config.rootpath) / file) or nodeid


@cache
def group_of(file: Path) -> str | None:
    """The group that a file of tests names, None if it names none."""
    found = _GROUP.search(file.read_text("utf-8")) if file.is_file() else None
    return found and found[1]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Grouped:
    return Grouped(config, log)
