"""A pytest plugin: a test that is skipped or expected to fail is listed with its reason, or the run fails."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

import pytest


@dataclass(frozen=True, slots=True)
class AllowedSkip:
    """One entry of the list: a pattern of test ids, what the skip says, and why that is right."""

    test: str
    reason: str
    because: str

    def covers(self, test: str, reason: str) -> bool:
        return fnmatchcase(test, self.test) and reason == self.reason


def allowed_skips(path: Path) -> tuple[AllowedSkip, ...]:
    """The list in a TOML file; an entry without all three of its words is an error."""
    return tuple(AllowedSkip(**entry) for entry in tomllib.loads(path.read_text("utf-8")).get("skip", ()))


class SkipGate:
    """Collects the skips of a run, also those that workers report, and fails a run that was green otherwise."""

    def __init__(self, allowed: tuple[AllowedSkip, ...]) -> None:
        self.allowed = allowed
        self.skips: list[tuple[str, str]] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.skipped:
            self.skips.append((report.nodeid, _reason(report)))

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.skipped:
            self.skips.append((report.nodeid, _reason(report)))

    def unlisted(self) -> Iterator[str]:
        for test, reason in self.skips:
            if not any(entry.covers(test, reason) for entry in self.allowed):
                yield f"{test}: {reason}"

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        green = (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED)
        if session.exitstatus in green and any(self.unlisted()):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        faults = list(self.unlisted())
        if faults:
            terminalreporter.section("skips that nobody allowed", red=True)
            terminalreporter.write_line("\n".join(faults))


def _reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    """What the skip says; for an expected failure, what its mark says."""
    expected = getattr(report, "wasxfail", None)
    if expected is not None:
        return str(expected).removeprefix("reason: ")
    said = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    return said.removeprefix("Skipped: ")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addini("allowed_skips", "TOML list of the tests that may be skipped", type="paths", default=[])


def pytest_configure(config: pytest.Config) -> None:
    allowed = tuple(entry for path in config.getini("allowed_skips") for entry in allowed_skips(path))
    config.pluginmanager.register(SkipGate(allowed), "skip-gate")
