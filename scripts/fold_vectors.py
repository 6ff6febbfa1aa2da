"""Fold the histories of `tests/vectors/fold.json` and compare codes, states and figures with what stands there.

Run from the root of the checkout: `python -m scripts.fold_vectors [--check]`. Nothing is ever written: the expected
values are reasoned by hand from docs/fold.md and docs/rulebook.md. Without `--check`, it also lists the cases.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ledger.core.account import turned
from ledger.core.codes import Capacity, EntryClass, Kind, Status
from ledger.core.content import Facts
from ledger.core.day import Day, date_of, parse_day
from ledger.core.entry import Clock, Content, Entry, Opened, PayloadFault, Sealed, Void
from ledger.core.grade import Relations, obligation_grade, payments
from ledger.core.history import History, Side, observations
from ledger.core.ids import ON_TRADELINE, Commitment, Member, ObligationId, TradelineId
from ledger.core.obligation import Obligation
from ledger.core.shape import OF_A_MONTH
from ledger.core.tradeline import Tradeline
from ledger.core.transition import fold
from ledger.proof.keccak import keccak256
from ledger.rulebook.rulebook import figures

VECTORS = Path(__file__).parents[1] / "tests" / "vectors" / "fold.json"
_NOON = 43_200
_CLASSES = {
    Kind.TRADE_CREDIT: EntryClass.OPEN,
    Kind.LOAN: EntryClass.OPEN,
    Kind.REVOLVING: EntryClass.OPEN,
    Kind.ACCOUNT: EntryClass.OPEN,
    Kind.INVOICE: EntryClass.OBLIGATION,
    Kind.INSTALMENT: EntryClass.OBLIGATION,
    Kind.ACCEPT: EntryClass.ACCEPT,
    Kind.DECLINE: EntryClass.DECLINE,
    Kind.APPOINT: EntryClass.APPOINT,
    Kind.ASSIGN: EntryClass.ASSIGN,
    Kind.TAKE: EntryClass.TAKE,
}
_PRICED = frozenset(
    {Kind.TRADE_CREDIT, Kind.LOAN, Kind.REVOLVING, Kind.ACCOUNT, Kind.INVOICE, Kind.INSTALMENT}
    | {Kind.SETTLEMENT, Kind.CREDIT_NOTE, Kind.LIMIT, Kind.DRAWDOWN}
    | OF_A_MONTH
)


def cases() -> list[dict[str, Any]]:
    """The cases of the file, in order."""
    found: list[dict[str, Any]] = json.loads(VECTORS.read_text("utf-8"))["cases"]
    return found


def differences(case: dict[str, Any]) -> Iterator[str]:
    """Every place where a case differs from what stands in the file: path, expected, got."""
    state = folded(case)
    for said, effect in zip(case["entries"], state.effects, strict=True):
        expected = said.get("code", "applied")
        if effect.code != expected:
            yield f"{said['name']}: expected {expected}, got {effect.code.value}"
    related = Relations.of([(Member(one), Member(other)) for one, other in case.get("related", [])])
    yield from _compare("state", case.get("state", {}), _shown(state, related, case))
    for known in case.get("known", []):
        earlier = folded(case, known["until"])
        yield from _compare(f"known {known['until']}", known["state"], _shown(earlier, related, case))
    for asked in case.get("figures", []):
        history = _history(asked, state, related)
        seen = tuple(item for side in Side for item in observations(history, side))
        got = figures(seen, _day(asked["as_of"]), turned=turned(history)).as_json()["sides"]
        yield from _compare(f"figures of {asked['member']}", asked["expect"], got)


def folded(case: dict[str, Any], until: str | None = None) -> Tradeline:
    """The state that a case's entries fold to; with `until`, as it was known at the end of that day (UTC)."""
    history = [(_entry(place, said), _content(said)) for place, said in enumerate(case["entries"])]
    known_until = None if until is None else _day(until) * 86_400 + 86_399
    return fold(TradelineId(Member(case.get("opener", 1)), 1), history, known_until)


def _history(asked: dict[str, Any], state: Tradeline, related: Relations) -> History:
    member = Member(asked["member"])
    if "holds" in asked:
        held = tuple((_obligation(name), state) for name in asked["holds"])
        return History(member, (), holdings=held, relations=related)
    if asked.get("claim"):
        return History(member, (), claims=(state,), relations=related)
    return History(member, (state,), relations=related)


def _entry(place: int, said: dict[str, Any]) -> Entry:
    kind = _kind(said)
    entry_class = EntryClass.STATEMENT if kind is None else _CLASSES.get(kind, EntryClass.STATEMENT)
    return Entry(
        tradeline=TradelineId(Member(said["tradeline"]), 1) if "tradeline" in said else _first(said),
        entry_class=EntryClass[said["class"].upper()] if "class" in said else entry_class,
        capacity=Capacity[said["as"].upper()],
        delegated=False,
        status=Status.ACCEPTED,
        epoch=said.get("epoch", 0),
        recorder=Member(said["by"]),
        subject=Member(said.get("to", 0)),
        detail=said.get("slot", 0),
        obligation=_obligation(said["on"]) if "on" in said else ON_TRADELINE,
        commitment=_commitment(said["name"]),
        payload=b"",
        clock=Clock(place + 1, _day(said["at"]) * 86_400 + _NOON),
        position=0,
    )


def _first(said: dict[str, Any]) -> TradelineId:
    return TradelineId(Member(said.get("opener", 1)), 1)


def _content(said: dict[str, Any]) -> Content:
    if said.get("sealed") or "say" not in said:
        return Sealed()
    if "void" in said:
        return Void(PayloadFault(said["void"]))
    kind = _kind(said)
    numbers = {field: said[field] for field in ("amount", "outcome", "number") if field in said}
    facts = Facts(
        kind=kind if kind is not None else said["say"],
        currency=said.get("currency", "EUR" if kind in _PRICED else None),
        refers=_commitment(said["refers"]) if "refers" in said else None,
        payment=keccak256(said["payment"].encode())[:16] if "payment" in said else None,
        day=_day(said.get("day", said["at"])),
        due=_day(said["due"]) if "due" in said else None,
        **numbers,
    )
    return Opened(facts, None)


def _kind(said: dict[str, Any]) -> Kind | None:
    return Kind[said["say"].upper()] if isinstance(said.get("say"), str) else None


def _commitment(name: str) -> Commitment:
    return Commitment(keccak256(name.encode()))


def _obligation(name: str) -> ObligationId:
    return ObligationId(keccak256(name.encode()))


def _day(value: str | int) -> int:
    """A day as YYYY-MM-DD, or a number where it is to be no day."""
    return parse_day(value) if isinstance(value, str) else value


def _iso(day: int) -> str:
    return date_of(Day(day)).isoformat()


def _shown(state: Tradeline, related: Relations, case: dict[str, Any]) -> dict[str, Any]:
    names = {_obligation(said["on"]): said["on"] for said in case["entries"] if "on" in said}
    return {
        "status": state.status.name.lower() if state.status else None,
        "creditor": state.creditor,
        "debtor": state.debtor,
        "epoch": state.epoch,
        "currency": state.currency,
        "limit": state.limit(),
        "drawn": sum(item.amount or 0 for item in state.notices if item.kind is Kind.DRAWDOWN),
        "notices": [item.kind.name.lower() for item in state.notices],
        "turned": [
            [item.kind.name.lower(), _iso(item.day), item.amount, item.said.recorder]
            for item in state.notices
            if item.kind in OF_A_MONTH
        ],
        "agents": [[item.by.name.lower(), item.agent] for item in state.appointments if item.until is None],
        "holders": {names[key]: title.holder for key, title in state.titles.items()},
        "obligations": {
            names[key]: _obligation_shown(state, item, related) for key, item in state.obligations.items()
        },
    }


def _obligation_shown(state: Tradeline, item: Obligation, related: Relations) -> dict[str, Any]:
    return {
        "first": [item.versions[0].amount, _iso(item.versions[0].due or 0)],
        "amount": item.amount,
        "owed": item.owed,
        "due": _iso(item.due),
        "grade": obligation_grade(state, item, related).name,
        "reports": len(item.reports),
        "payments": [[_iso(it.day), it.amount, it.grade.name] for it in payments(state, item, related)],
        "disputes": [[_iso(it.day), _iso(it.closed.day) if it.closed else None] for it in item.disputes],
        "write_offs": [[_iso(it.day), it.amount] for it in item.write_offs],
        "claims": len(item.claims),
    }


def _compare(path: str, expected: Any, got: Any) -> Iterator[str]:
    """An object in the file says something of those keys only; anything else is compared whole."""
    if isinstance(expected, dict) and isinstance(got, dict):
        for key, value in expected.items():
            yield from _compare(f"{path}/{key}", value, got.get(key, "nothing"))
    elif expected != got:
        yield f"{path}: expected {expected!r}, got {got!r}"


def main(arguments: list[str]) -> int:
    """0 if every case is as it stands in the file."""
    if arguments not in ([], ["--check"]):
        print(__doc__)
        return 2
    failed = False
    for case in cases():
        found = list(differences(case))
        failed = failed or bool(found)
        for line in found:
            print(f"{case['case']}: {line}")
        if not arguments:
            codes = sorted({said.get("code", "applied") for said in case["entries"]})
            print(f"{case['case']}: {', '.join(codes)}")
    return int(failed)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
