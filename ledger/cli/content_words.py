"""An entry's content in words: facts and identity as JSON values, absent fields left out."""

from dataclasses import fields

from ledger.attest.canonical import Json
from ledger.core.codes import Kind, Outcome
from ledger.core.content import Facts, Identity
from ledger.core.currencies import MINOR_UNITS
from ledger.core.day import LAST, iso
from ledger.core.money import decimal_text


def facts_json(facts: Facts) -> dict[str, Json]:
    """Kinds and outcomes by name where they are known, days in ISO 8601, amounts as decimal text."""
    found = _present(facts)
    found["kind"] = _named(Kind, facts.kind)
    if facts.outcome is not None:
        found["outcome"] = _named(Outcome, facts.outcome)
    for name in ("day", "due"):
        day = getattr(facts, name)
        if day is not None and 0 <= day <= LAST:
            found[name] = iso(day)
    if facts.amount is not None and facts.currency in MINOR_UNITS:
        found["amount"] = decimal_text(facts.amount, facts.currency)
    return found


def identity_json(identity: Identity) -> dict[str, Json]:
    """As it stands, bytes in hex."""
    return _present(identity)


def _present(content: Facts | Identity) -> dict[str, Json]:
    values = ((field.name, getattr(content, field.name)) for field in fields(content))
    return {
        name: f"0x{value.hex()}" if isinstance(value, bytes) else value
        for name, value in values
        if value is not None
    }


def _named(names: type[Kind] | type[Outcome], number: int) -> Json:
    return names(number).name.lower() if number in {one.value for one in names} else number
