"""Near-duplicates among the invoices that a reader can open, on all tradelines that it reads."""

from collections.abc import Iterable, Iterator, Mapping

from ledger.app.register import Page
from ledger.core.codes import Kind
from ledger.core.content import Identity
from ledger.core.ids import EXTERNAL, Member, ObligationId
from ledger.core.likeness import Billed, Known, near_duplicates
from ledger.proof.numbers import normal_or_none

Near = Mapping[ObligationId, tuple[ObligationId, ...]]


def near_on(pages: Iterable[Page]) -> Near:
    """Of each invoice those that are alike in parties, currency, amount and month; those without any are left out.

    What was credited in full is not looked at: it asks for nothing, and is how a wrong invoice is taken back.
    """
    return near_duplicates(one for page in pages for one in _billed(page))


def _billed(page: Page) -> Iterator[Billed]:
    state, names = page.state, page.opening or Identity()
    creditor = _known(state.creditor, names.creditor, names.creditor_id)
    debtor = _known(state.debtor, names.debtor, names.debtor_id)
    for one in state.obligations.values():
        if one.kind is Kind.INVOICE and one.owed:
            amounts = frozenset(version.amount for version in one.versions)
            yield Billed(one.id, creditor, debtor, one.currency, one.issued, amounts, one.near)


def _known(member: Member, name: str | None, id_: str | None) -> Known:
    spelled = normal_or_none(name)
    known = [f"member {member}"] * (member != EXTERNAL)
    known += [f"name {spelled}"] if spelled else []
    known += [f"id {id_.casefold()}"] if id_ else []
    return frozenset(known)
