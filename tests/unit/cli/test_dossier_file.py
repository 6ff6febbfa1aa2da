"""Files that verbs are given: a dossier is read as far as a verifier would, and nothing is read without a bound."""

import hashlib
from pathlib import Path

import pytest

from ledger.attest.canonical import MAX_BYTES
from ledger.cli.dossier_file import dossier_in
from ledger.cli.output import read_file
from ledger.core.errors import Misuse
from ledger.core.ids import Member

DOSSIER = Path(__file__).parents[2] / "fixtures" / "sealed" / "qbft.dossier.json"
ABOUT = Member(1)


def test_a_dossier_is_read_for_the_member_that_it_is_about() -> None:
    found = dossier_in(DOSSIER, ABOUT)
    assert found.digest == hashlib.sha256(DOSSIER.read_bytes()).digest()
    assert found.attestation.subject.member == ABOUT
    assert found.dossier.attestation.startswith(found.token.text)


def test_a_dossier_about_another_member_is_refused() -> None:
    with pytest.raises(Misuse, match="about member 1, not member 2"):
        dossier_in(DOSSIER, Member(2))


def test_what_is_no_dossier_is_named_so(tmp_path: Path) -> None:
    file = tmp_path / "firm.dossier.json"
    file.write_bytes(DOSSIER.read_bytes() + b"\n")
    with pytest.raises(Misuse, match=r"firm\.dossier\.json: not a dossier: not in RFC 8785 form"):
        dossier_in(file, ABOUT)


def test_a_dossier_that_no_verifier_reads_is_not_read_here(tmp_path: Path) -> None:
    file = tmp_path / "firm.dossier.json"
    with file.open("wb") as sparse:
        sparse.truncate(MAX_BYTES + 1)
    with pytest.raises(Misuse, match=f"larger than {MAX_BYTES} bytes"):
        dossier_in(file, ABOUT)


def test_a_file_is_read_up_to_its_limit_and_a_device_that_has_no_size_no_further(tmp_path: Path) -> None:
    file = tmp_path / "ten"
    file.write_bytes(b"0123456789")
    assert read_file(file, 10) == b"0123456789"
    for larger, limit in ((file, 9), (Path("/dev/zero"), 10)):
        with pytest.raises(Misuse, match=f"{larger}: larger than {limit} bytes"):
            read_file(larger, limit)
