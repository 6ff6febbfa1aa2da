"""Step 10: the figures, recomputed from the entries shown, are those attested, to the digit."""

from collections.abc import Iterator

from ledger.attest.account import account, recompute
from ledger.attest.canonical import Json, canonical
from ledger.attest.needed import pairs
from ledger.attest.openness import minimum
from ledger.core.grade import Relations
from ledger.core.ids import Member
from ledger.proof import slots
from ledger.rulebook.figure_set import FigureSet
from ledger.rulebook.rulebook import KNOWN
from ledger.verify.case import Case, Missing, Refusal, ground


def figures(case: Case) -> str:
    """10: a known, registered rulebook; minimum set and every disclosed figure equal the recomputed ones."""
    attestation, dossier = ground(case.attestation, "1"), ground(case.dossier, "1")
    disclosed, contents = ground(case.figures, "2"), ground(case.contents, "8")
    as_of, after = ground(case.as_of, "7"), ground(case.later, "7")
    if not case.complete:
        raise Missing("step 9 was not established")
    rulebook = KNOWN.get(attestation.rulebook_hash)
    if rulebook is None or rulebook.id != attestation.rulebook_id:
        raise Missing(f"rulebook {attestation.rulebook_id!r} is not known to this version")
    if not after.words.attestations[slots.rulebook(attestation.rulebook_hash)]:
        raise Refusal("the rulebook is not registered on chain")
    if rulebook.as_of_day(as_of.header.timestamp) != attestation.as_of.day:
        raise Refusal("as_of is not the day of the as_of block")
    member = Member(attestation.subject.member)
    history = account(member, dossier.lists, dossier.tradelines, contents, Relations.of(_related(case)))
    found = recompute(history, attestation.as_of.day, rulebook)
    _compare("minimum", attestation.minimum, minimum(found, ground(case.opened, "8")))
    published = found.published()
    for name, value in disclosed.items():
        if name not in published:
            raise Refusal(f"{name} does not follow from the entries")
        _compare(name, value, published[name])
    case.evidenced = _evidenced(found)
    case.shown["as_of"] = {"block": as_of.header.number, "day": attestation.as_of.day}
    case.shown["rulebook"] = {"id": rulebook.id, "hash": f"0x{attestation.rulebook_hash.hex()}"}
    case.shown["minimum"] = attestation.minimum
    case.shown["figures"] = disclosed
    return f"{len(disclosed)} figures and the minimum set follow from {_counted(case)} entries"


def _compare(name: str, attested: Json, found: Json, path: str = "") -> None:
    """Refuses at the first digit that differs, naming where."""
    if isinstance(attested, dict) and isinstance(found, dict) and attested.keys() == found.keys():
        for key in sorted(attested):
            _compare(name, attested[key], found[key], f"{path}.{key}")
    elif canonical(attested) != canonical(found):
        raise Refusal(f"{name}{path} is attested as {_brief(attested)}, but the entries give {_brief(found)}")


def _brief(value: Json) -> str:
    text = canonical(value).decode()
    return text if len(text) <= 80 else text[:77] + "..."


def _related(case: Case) -> Iterator[tuple[Member, Member]]:
    """Pairs registered as related by the as_of block."""
    dossier, as_of = ground(case.dossier, "1"), ground(case.as_of, "7")
    attestation = ground(case.attestation, "1")
    asked = pairs(Member(attestation.subject.member), Member(attestation.issuer.member), dossier.tradelines)
    return (pair for pair in asked if as_of.words.registry[slots.related(*pair)])


def _evidenced(found: FigureSet) -> int:
    """The smallest share of grade A or B among sides and currencies; none where nothing is recorded."""
    shares = (item.evidence.grade_ab for item in found.figures.values() if item.evidence.amount)
    return min((share or 0 for share in shares), default=0)


def _counted(case: Case) -> int:
    return sum(len(item.entries) for item in ground(case.dossier, "1").tradelines)
