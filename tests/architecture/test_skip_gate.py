"""No test is skipped in silence."""

import pytest

LISTED = """
[[skip]]
test = "test_far.py::test_on_*"
reason = "no such engine here"
because = "it is in no registry"
"""


@pytest.fixture
def project(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    pytester.makeini("[pytest]\nallowed_skips = allowed.toml\n")
    pytester.makefile(".toml", allowed=LISTED)
    return pytester


def run(project: pytest.Pytester, body: str, *arguments: str) -> pytest.RunResult:
    project.makepyfile(test_far=body)
    return project.runpytest_subprocess("-p", "tests.skip_gate", *arguments)


@pytest.mark.parametrize("arguments", [(), ("-p", "xdist", "-n", "2")], ids=["one process", "workers"])
def test_a_skip_that_is_listed_with_its_reason_passes(project, arguments):
    result = run(project, "import pytest\ndef test_on_besu(): pytest.skip('no such engine here')", *arguments)
    assert result.ret == pytest.ExitCode.OK
    result.assert_outcomes(skipped=1)


@pytest.mark.parametrize("arguments", [(), ("-p", "xdist", "-n", "2")], ids=["one process", "workers"])
@pytest.mark.parametrize(
    ("body", "named"),
    [
        ("def test_near(): pytest.skip('not today')", "test_far.py::test_near: not today"),
        ("def test_on_besu(): pytest.skip('it is slow')", "test_far.py::test_on_besu: it is slow"),
        ("pytest.skip('not here', allow_module_level=True)", "test_far.py: not here"),
        (
            "@pytest.mark.xfail(reason='known')\ndef test_near(): assert False",
            "test_far.py::test_near: known",
        ),
    ],
    ids=["not listed", "listed for another reason", "of a whole file", "dressed as an expected failure"],
)
def test_any_other_skip_fails_the_run(project, body, named, arguments):
    result = run(project, f"import pytest\n{body}", *arguments)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["*skips that nobody allowed*", named])


def test_an_entry_that_does_not_say_why_is_refused(project):
    project.makefile(".toml", allowed='[[skip]]\ntest = "test_far.py::*"\nreason = "x"\n')
    result = run(project, "def test_near(): pass")
    assert result.ret not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED)
    result.stderr.fnmatch_lines(["*because*"])
