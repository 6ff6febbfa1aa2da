"""Parts of one dossier in another, parts in other places, openings of something else.

Each is tried by whoever finds the file, and by the member, who binds the outcome anew.
"""

from collections.abc import Callable
from copy import deepcopy
from itertools import pairwise
from typing import Any

import pytest

from ledger.attest.canonical import canonical
from ledger.proof.commitment import identity_hash
from ledger.proof.keccak import keccak256
from tests.attacks.exhibit import Exhibit, established, exhibit, missed, refused

Document = dict[str, Any]
Change = Callable[[Document], None]


def small(change: Change) -> tuple[Exhibit, Document]:
    return _changed("small", change)


def large(change: Change) -> tuple[Exhibit, Document]:
    return _changed("large", change)


def test_a_change_that_a_member_may_make_stands() -> None:
    """The control of all that follows: the same machinery, without the names of every entry."""
    exhibited, document = large(_without_names)
    assert "identity" in str(exhibited.document["tradelines"])
    assert "'identity'" not in str(document["tradelines"])
    report = exhibited.verify(exhibited.bound(document))
    assert established(report) == established(exhibited.untampered)
    assert report.shown == exhibited.untampered.shown


SAME = {"twin": {"lists", "tradelines", "identity", "issuer_key"}, "large": {"issuer_key"}}
"""Members of `small` that its twin, and a dossier of the same issuer, have to the byte."""


@pytest.mark.parametrize("donor", ["twin", "large"])
def test_a_part_of_another_dossier(donor: str) -> None:
    other = exhibit(donor).document
    for member in exhibit("small").document.keys() - SAME[donor] - {"dossier"}:
        _is_caught(*small(lambda document, m=member: document.update({m: other[m]})))


@pytest.mark.parametrize("place", [0, 1])
@pytest.mark.parametrize("donor", ["twin", "large"])
@pytest.mark.parametrize("part", ["header", "nodes"])
def test_one_state_of_another_dossier(place: int, donor: str, part: str) -> None:
    own = exhibit("small").document["states"][place][part]
    others = [state[part] for state in exhibit(donor).document["states"] if state[part] != own]
    assert others
    for other in others:
        _is_caught(*small(lambda document, o=other: document["states"][place].update({part: o})))


def test_as_of_and_later_exchanged() -> None:
    for name in ("small", "large"):
        exhibited, document = _changed(name, lambda d: d["states"].reverse())
        _is_caught(exhibited, document)


def test_one_state_in_both_places() -> None:
    for source in (0, 1):
        exhibited, document = large(lambda d, s=source: d.update(states=[d["states"][s]] * 2))
        _is_caught(exhibited, document)


def test_the_proofs_of_both_in_each() -> None:
    exhibited, document = large(lambda _: None)
    both = sorted({node for state in document["states"] for node in state["nodes"]})
    for state in document["states"]:
        state["nodes"] = both
    _is_caught(exhibited, document, by="7")


@pytest.mark.parametrize("name", ["tradelines", "claims", "holdings"])
def test_events_of_another_list(name: str) -> None:
    for other in {"tradelines", "claims", "holdings"} - {name}:
        exhibited, document = large(lambda d, o=other: d["lists"].update({name: d["lists"][o]}))
        _is_caught(exhibited, document)


def test_an_entry_moved_to_another_tradeline() -> None:
    count = len(exhibit("large").document["tradelines"])
    for source in range(count):
        target = (source + 1) % count
        exhibited, document = large(lambda _: None)
        entry = document["tradelines"][source]["entries"].pop()
        document["tradelines"][target]["entries"].append(entry)
        _is_caught(exhibited, document)


def test_entries_of_two_tradelines_exchanged() -> None:
    exhibited, document = large(lambda _: None)
    first, second, *_ = document["tradelines"]
    first["entries"], second["entries"] = second["entries"], first["entries"]
    _is_caught(exhibited, document)


def test_every_entry_dropped_with_its_count_said_by_nobody() -> None:
    for item in range(4):
        for entry in range(len(exhibit("large").document["tradelines"][item]["entries"])):
            exhibited, document = large(lambda d, i=item, e=entry: d["tradelines"][i]["entries"].pop(e))
            _is_caught(exhibited, document, by="9")


def test_a_whole_tradeline_left_out_with_its_list_event() -> None:
    exhibited, document = large(lambda _: None)
    gone = document["tradelines"].pop()
    document["lists"]["tradelines"] = [e for e in document["lists"]["tradelines"] if e[1] != gone["id"]]
    _is_caught(exhibited, document)


def test_an_own_entry_left_sealed() -> None:
    """Nothing is wrong with it; it is missing, and no figure is shown without it."""
    for number, entry in enumerate(exhibit("small").document["tradelines"][0]["entries"]):
        if "facts" not in entry:
            continue
        exhibited, document = small(lambda d, n=number: _seal(d["tradelines"][0]["entries"][n]))
        report = exhibited.verify(exhibited.bound(document))
        assert refused(report) == set()
        assert {"8", "10"} <= established(exhibited.untampered) - established(report)
        assert not {"figures", "minimum"} & set(report.shown)
        assert missed(exhibited.untampered, report) is None


def test_an_opening_of_another_entry() -> None:
    exhibited, document = large(lambda _: None)
    opened = [e for item in document["tradelines"] for e in item["entries"] if "h2" in e]
    for one, other in pairwise(opened):
        changed = deepcopy(document)
        for item in changed["tradelines"]:
            for entry in item["entries"]:
                if entry["commitment"] == one["commitment"]:
                    entry.update({name: other[name] for name in ("facts", "salt", "h2")})
        if one["facts"] != other["facts"]:
            _is_caught(exhibited, changed, by="8")


def test_facts_and_identity_exchanged() -> None:
    exhibited, document = large(lambda _: None)
    for item in document["tradelines"]:
        for entry in item["entries"]:
            if "identity" in entry:
                entry["facts"], entry["identity"] = entry["identity"], entry["facts"]
                entry["salt"], entry["identity_salt"] = entry["identity_salt"], entry["salt"]
    _is_caught(exhibited, document, by="8")


def test_h2_in_place_of_an_identity_and_of_something_else() -> None:
    def change(document: Document) -> None:
        for item in document["tradelines"]:
            for entry in item["entries"]:
                if "identity" in entry:
                    entry["h2"] = "0x" + "11" * 32
                    del entry["identity"], entry["identity_salt"]

    _is_caught(*large(change), by="8")


@pytest.mark.parametrize("name", ["key", "tradeline_key"])
def test_an_entry_that_opens_is_said_to_be_void(name: str) -> None:
    """With a key that is not committed, with a committed one, with payloads shown or not."""
    exhibited = exhibit("large")
    voids = [
        entry
        for item in exhibited.document["tradelines"]
        for entry in item["entries"]
        if "key" in entry or "tradeline_key" in entry
    ]
    keys = {entry.get("key", entry.get("tradeline_key")) for entry in voids} | {"0x" + "22" * 32}
    assert len(keys) == 3
    for key in keys:
        for number in range(len(exhibited.document["tradelines"][2]["entries"])):
            _, document = large(lambda _: None)
            entry = document["tradelines"][2]["entries"][number]
            if "facts" in entry:
                _seal(entry)
                entry[name] = key
                _is_caught(exhibited, document, by="8")


def test_a_void_entry_without_the_proof_that_it_is_void() -> None:
    def hide_key(entry: Document) -> None:
        for name in {"key", "tradeline_key"} & entry.keys():
            del entry[name]

    def rename(entry: Document) -> None:
        for one, other in (("key", "tradeline_key"), ("tradeline_key", "key")):
            if one in entry:
                entry[other] = entry.pop(one)
                return

    def other_key(entry: Document) -> None:
        for name in {"key", "tradeline_key"} & entry.keys():
            entry[name] = "0x" + "33" * 32

    for change in (hide_key, rename, other_key):
        exhibited, document = large(lambda _: None)
        for item in document["tradelines"]:
            for entry in item["entries"]:
                change(entry)
        _is_caught(exhibited, document)


def test_a_void_entry_beside_the_hash_of_the_payload_that_committed_to_its_key() -> None:
    exhibited, document = large(lambda _: None)
    for entry in document["tradelines"][2]["entries"]:
        if "payload" in entry and "facts" in entry:
            entry["payload_hash"] = "0x" + keccak256(bytes.fromhex(entry.pop("payload")[2:])).hex()
    _is_caught(exhibited, document, by="8")


def _changed(name: str, change: Change) -> tuple[Exhibit, Document]:
    exhibited = exhibit(name)
    document = deepcopy(exhibited.document)
    change(document)
    return exhibited, document


def _without_names(document: Document) -> None:
    for item in document["tradelines"]:
        for entry in item["entries"]:
            if "identity" in entry:
                salt, identity = (
                    bytes.fromhex(entry.pop(name)[2:]) for name in ("identity_salt", "identity")
                )
                entry["h2"] = "0x" + identity_hash(salt, identity).hex()


def _seal(entry: Document) -> None:
    for name in {"facts", "salt", "h2", "identity", "identity_salt"} & entry.keys():
        del entry[name]


def _is_caught(exhibited: Exhibit, document: Document, by: str | None = None) -> None:
    assert document != exhibited.document
    for data in (canonical(document), exhibited.bound(document)):
        report = exhibited.verify(data)
        assert missed(exhibited.untampered, report) is None
        if by is not None:
            assert by in refused(report) | (established(exhibited.untampered) - established(report))
    assert refused(report) - {"6"} or established(exhibited.untampered) - established(report) - {"6"}
