"""The lock files hold what the manifests ask for, each package at one version and by its hash."""

import json
import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[2]
PIN = re.compile(r"^(?P<name>[a-z0-9.\-]+)==(?P<version>\S+)(?P<rest>(?:.*\\\n)+.*)", re.MULTILINE)

MANIFEST = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
BASE = MANIFEST["project"]["dependencies"]
EXTRAS = [line for lines in MANIFEST["project"]["optional-dependencies"].values() for line in lines]
DEV = MANIFEST["dependency-groups"]["dev"]


def pins(text: str) -> dict[str, str]:
    """Name to version of every package in a lock; each must carry a hash."""
    found = {}
    for pin in PIN.finditer(text):
        assert "--hash=sha256:" in pin["rest"], f"{pin['name']} has no hash"
        found[pin["name"]] = pin["version"]
    return found


def locked(name: str) -> dict[str, str]:
    return pins((ROOT / "locks" / f"{name}.txt").read_text("utf-8"))


@pytest.mark.parametrize(
    ("lock", "asked"), [("verify", BASE), ("runtime", BASE + EXTRAS), ("dev", BASE + EXTRAS + DEV)], ids=str
)
def test_a_lock_meets_every_requirement(lock, asked):
    versions = locked(lock)
    requirements = [Requirement(line) for line in asked if not line.startswith("tradeline[")]
    assert requirements
    for requirement in requirements:
        version = versions.get(canonicalize_name(requirement.name))
        assert version is not None, f"{requirement.name} is not in locks/{lock}.txt; run scripts/lock"
        assert Version(version) in requirement.specifier


@pytest.mark.parametrize("lock", ["verify", "runtime"])
def test_what_is_tested_is_what_is_installed_elsewhere(lock):
    assert locked(lock).items() <= locked("dev").items()


def test_a_package_without_a_hash_is_seen():
    assert pins("rlp==5.0.0 \\\n    --hash=sha256:00\n") == {"rlp": "5.0.0"}
    with pytest.raises(AssertionError, match="rlp has no hash"):
        pins("rlp==5.0.0 \\\n    # via trie\n")


def test_the_node_lock_is_of_this_manifest_and_has_a_hash_for_everything():
    manifest = json.loads((ROOT / "package.json").read_text("utf-8"))
    packages = json.loads((ROOT / "package-lock.json").read_text("utf-8"))["packages"]
    assert packages[""]["devDependencies"] == manifest["devDependencies"]
    for name, version in manifest["devDependencies"].items():
        assert packages[f"node_modules/{name}"]["version"] == version
    assert [path for path, package in packages.items() if path and "integrity" not in package] == []
