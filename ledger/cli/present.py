"""`tradeline present`: an attestation that the vault keeps, shown to another bank."""

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from ledger.app.keeping import KeptAttestation, kept_attestation, kept_attestations
from ledger.app.prepare import prepare
from ledger.app.present import Audience
from ledger.attest import attestation as claims
from ledger.attest import sdjwt
from ledger.attest.canonical import Json as JsonValue
from ledger.cli.arguments import Home, Json, digest, member
from ledger.cli.attest import WITNESSED, now, random_nonce
from ledger.cli.homes import acting, follow, opened
from ledger.cli.output import console, plain, print_json, speaking, write_file
from ledger.core.day import day_at, iso
from ledger.core.errors import Misuse
from ledger.core.ids import Member


def present(
    of: Annotated[Member, typer.Argument(parser=member, metavar="MEMBER", help="About whom.")],
    attestation: Annotated[
        bytes | None,
        typer.Argument(
            parser=digest, metavar="[DIGEST]", help="Which one; without it, those kept are listed."
        ),
    ] = None,
    audience: Annotated[
        str | None, typer.Option(metavar="NAME", help="The bank to which it is presented.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The dossier to write, *.dossier.json.")
    ] = None,
    withhold: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="A figure not to show, such as pays.EUR.headline."),
    ] = None,
    nonce: Annotated[str | None, typer.Option(help="The bank's; random if it named none.")] = None,
    witnessed: Annotated[int | None, WITNESSED] = None,
    home: Home = None,
    json: Json = False,
) -> None:
    """Present a kept attestation anew: the proofs of its day as they were kept, a later state proved now.

    The issuer is not asked again. Verify the file with `tradeline verify`.
    """
    with speaking(json):
        if attestation is None:
            _list(of, home, json)
            return
        if audience is None or out is None:
            raise Misuse("say to whom with --audience, and which file to write with --out")
        if out.exists():
            raise Misuse(f"{out} exists already")
        with opened(home) as party:
            kept = kept_attestation(party.vault, acting(party, of), attestation)
            withheld = _known(kept, withhold or [])
            follow(party)
            statement = prepare(party.desk, of, kept.block, with_identity=kept.with_identity)
            shown_to = Audience(audience, now(party), random_nonce() if nonce is None else nonce)
            write_file(
                out, party.presented(statement, kept.issued, kept.state, shown_to, withheld, witnessed)
            )
        if json:
            print_json({**_row(kept), "file": str(out), "audience": audience, "withheld": sorted(withheld)})
        else:
            console.print(f"dossier of member {of} written to {plain(str(out))}, for {plain(audience)}")


def _known(kept: KeptAttestation, names: list[str]) -> set[str]:
    known = sorted(item.name for item in sdjwt.read(kept.issued.token).disclosures)
    unknown = sorted(set(names) - set(known))
    if unknown:
        raise Misuse(f"no figure {', '.join(unknown)}; there are: {', '.join(known) or 'none'}")
    return set(names)


def _list(of: Member, home: Path | None, json: bool) -> None:
    with opened(home) as party:
        rows = [_row(kept) for kept in kept_attestations(party.vault, acting(party, of))]
    if json:
        print_json(rows)
        return
    table = Table("attestation", "issuer", "as of block", "valid until", show_edge=False)
    for row in rows:
        table.add_row(*(str(row[name]) for name in ("digest", "issuer", "as_of_block", "expires_date")))
    console.print(table if rows else f"no attestation about member {of} is kept here")


def _row(kept: KeptAttestation) -> dict[str, JsonValue]:
    attestation = claims.parse(sdjwt.read(kept.issued.token).issued.payload)
    return {
        "digest": f"0x{kept.digest.hex()}",
        "issuer": attestation.issuer.member,
        "as_of_block": kept.block,
        "anchored_at": kept.issued.anchored_at,
        "expires": attestation.expires_at,
        "expires_date": iso(day_at(attestation.expires_at)),
    }
