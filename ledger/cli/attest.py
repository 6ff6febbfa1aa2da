"""`tradeline attest`: a member's figures, signed by an issuer, anchored, proved, and bound to one bank."""

import secrets
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from ledger.app.attest import Issued, Office, issue
from ledger.app.chronicle import chronicle
from ledger.app.keeping import KeptAttestation, keep
from ledger.app.pens import pen_of
from ledger.app.prepare import Statement, prepare
from ledger.app.present import Audience, state_at_as_of
from ledger.app.proofs import header_at
from ledger.app.vault import Private
from ledger.attest import sdjwt
from ledger.attest.account import recompute
from ledger.attest.attestation import HolderKey
from ledger.attest.canonical import Json as JsonValue
from ledger.cli.arguments import Home, Json, digest, member
from ledger.cli.as_of import standing_json, standing_words
from ledger.cli.homes import acting, follow, opened
from ledger.cli.output import console, plain, print_json, speaking, write_file
from ledger.core.day import Day
from ledger.core.errors import Misuse
from ledger.core.ids import Member
from ledger.rulebook.rulebook import STANDARD, Rulebook, rulebook_named
from ledger.wiring import Node

WITNESSED = typer.Option(
    min=1, max=64, metavar="K", help="Prove the later state at the last block that K witnesses state alike."
)
BY = typer.Option(metavar="ID", help="By whose definitions (docs/rulebook.md).")
IssuerHome = Annotated[Path | None, typer.Option(help="Where the issuer's keys are, if in another home.")]


def attest(
    of: Annotated[Member, typer.Argument(parser=member, metavar="MEMBER", help="About whom.")],
    issuer: Annotated[Member, typer.Option(parser=member, metavar="N", help="The issuer's member number.")],
    audience: Annotated[str, typer.Option(metavar="NAME", help="The bank to which it is presented.")],
    out: Annotated[Path, typer.Option(metavar="FILE", help="The dossier to write, *.dossier.json.")],
    identity: Annotated[
        bool, typer.Option("--identity", help="Open names, numbers and document digests of entries too.")
    ] = False,
    withhold: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="A figure not to show, such as pays.EUR.headline."),
    ] = None,
    days: Annotated[int, typer.Option(min=1, max=3650, help="How long it is valid.")] = 90,
    supersedes: Annotated[
        bytes | None, typer.Option(parser=digest, metavar="DIGEST", help="An earlier one that this replaces.")
    ] = None,
    nonce: Annotated[str | None, typer.Option(help="The bank's; random if it named none.")] = None,
    rulebook: Annotated[str, BY] = STANDARD.id,
    witnessed: Annotated[int | None, WITNESSED] = None,
    home: Home = None,
    issuer_home: IssuerHome = None,
    json: Json = False,
) -> None:
    """Make a dossier about a member: statement, attestation, anchor, proofs at two headers, key binding.

    The issuer attests only what its own index has, to the entry. Verify the file with `tradeline verify`. The member's
    vault keeps the attestation: `tradeline present` shows it to another bank.
    """
    with speaking(json):
        if out.exists():
            raise Misuse(f"{out} exists already")
        book = rulebook_named(rulebook)
        with opened(home) as party, _issuing(party, issuer_home) as desk:
            for node in (party, desk):
                follow(node)
            desk.check_registered(book)
            # Final for both: what one of them has may still be new to the other.
            known = min(party.final(), desk.final(), key=lambda standing: standing.number)
            office, block = desk.office(acting(desk, issuer)), known.number
            statement = prepare(party.desk, acting(party, of), block, with_identity=identity)
            withheld = _withheld(party, statement, withhold or (), book)
            state = state_at_as_of(party.chain, party.settings.contracts, statement, issuer)
            issued = _issued(party, office, statement, book, days, supersedes)
            keep(party.vault, of, KeptAttestation(issued, block, identity, state))
            shown_to = Audience(audience, now(party), random_nonce() if nonce is None else nonce)
            write_file(out, party.presented(statement, issued, state, shown_to, withheld, witnessed))
        report = _report(statement, issued, withheld, issuer, out) | {"known": standing_json(known)}
        if json:
            print_json(report)
        else:
            console.print(f"dossier of member {of} written to {plain(str(out))}, for {plain(audience)}")
            where = f"anchored in block {issued.anchored_at}"
            console.print(f"attestation {report['digest']}, as of {standing_words(known)}, {where}")


def revoke(
    attestation: Annotated[
        bytes, typer.Argument(parser=digest, metavar="DIGEST", help="As `tradeline attest` printed it.")
    ],
    issuer: Annotated[Member, typer.Option(parser=member, metavar="N", help="The issuer's member number.")],
    home: Home = None,
    json: Json = False,
) -> None:
    """Revoke an attestation, for ever. Dossiers proved from a later block are refused."""
    with speaking(json):
        with opened(home) as party:
            follow(party)
            block = party.office(acting(party, issuer)).anchors.revoke(attestation)
            follow(party)
            known = party.known(block)
        if json:
            told: dict[str, JsonValue] = {"revoked_at": block, "known": standing_json(known)}
            print_json({"digest": f"0x{attestation.hex()}", "issuer": issuer, **told})
        else:
            console.print(f"revoked in {standing_words(known)}")


@contextmanager
def _issuing(party: Node, home: Path | None) -> Iterator[Node]:
    """The issuer's node: another one, or the same."""
    if home is None or home == party.settings.home:
        yield party
        return
    with opened(home) as other:
        yield other


def now(party: Node) -> int:
    """This second, or the head's if the chain is ahead of this clock."""
    return max(int(time.time()), header_at(party.chain, party.chain.height()).timestamp)


def random_nonce() -> str:
    """For a bank that named none."""
    return secrets.token_hex(16)


def _issued(
    party: Node, office: Office, statement: Statement, rulebook: Rulebook, days: int, supersedes: bytes | None
) -> Issued:
    pen = pen_of(party.vault, statement.member, Private.HOLDER)
    holder = HolderKey(pen.x, pen.y)
    return issue(
        office, statement, holder, now=now(party), days=days, rulebook=rulebook, supersedes=supersedes
    )


def _withheld(party: Node, statement: Statement, names: Sequence[str], rulebook: Rulebook) -> set[str]:
    """The names, if each is of a figure that will be there: told before anything is anchored."""
    if names:
        member, block = statement.member, statement.block
        history = chronicle(party.desk, member, member, party.related(block), block).history
        day = rulebook.as_of_day(header_at(party.chain, block).timestamp)
        known = sorted(recompute(history, Day(day), rulebook).published())
        unknown = sorted(set(names) - set(known))
        if unknown:
            raise Misuse(f"no figure {', '.join(unknown)}; there are: {', '.join(known) or 'none'}")
    return set(names)


def _report(
    statement: Statement, issued: Issued, withheld: set[str], issuer: Member, out: Path
) -> dict[str, JsonValue]:
    token = sdjwt.read(issued.token)
    return {
        "file": str(out),
        "member": statement.member,
        "issuer": issuer,
        "digest": f"0x{token.issued.digest.hex()}",
        "as_of_block": statement.block,
        "anchored_at": issued.anchored_at,
        "figures": sorted(item.name for item in token.disclosures if item.name not in withheld),
        "withheld": sorted(withheld),
        "tradelines": len(statement.tradelines),
        "entries": sum(len(item.entries) for item in statement.tradelines),
    }
