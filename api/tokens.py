"""python -m api.tokens: tokens of the API, issued, listed and ended by whoever has the vault and its passphrase."""

import argparse
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from api.callers import Scope
from ledger.core.day import DAY_SECONDS
from ledger.core.errors import Misuse, TradelineError
from ledger.core.ids import Member, member_of
from ledger.settings import PASSPHRASE_VARIABLE, default_home, load, passphrase
from ledger.vault.file import VaultFile
from ledger.vault.tokens import Tokens

LONGEST_DAYS = 3_650
MISUSE, FAILED = 2, 1


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code 2: misuse; 1: something else went wrong."""
    given = _parser().parse_args(arguments)
    try:
        told = perform(given, int(time.time()))
    except TradelineError as error:
        sys.stderr.write(f"error: {error}\n")
        return MISUSE if isinstance(error, Misuse) else FAILED
    sys.stdout.write(f"{told}\n" if told else "")
    return 0


def perform(given: argparse.Namespace, now: int) -> str:
    """What is to be printed; `now` in seconds since 1970-01-01 UTC. Misuse, WrongPassphrase."""
    settings, secret = load(given.home), passphrase()
    if secret is None:
        raise Misuse(f"the vault needs its passphrase: set {PASSPHRASE_VARIABLE}")
    vault = VaultFile.open(settings.vault, secret, settings.contracts.place)
    try:
        match given.verb:
            case "issue":
                scopes = tuple(scope.value for scope in given.scope or [Scope.READ])
                return vault.tokens.issue(given.member, given.label, scopes, now + given.days * DAY_SECONDS)
            case "list":
                return _listed(vault.tokens, given.member)
        return _revoked(vault.tokens, given.id, now)
    finally:
        vault.close()


def _listed(tokens: Tokens, member: Member) -> str:
    """A line a token: its id, its end, its scopes, its label; never the token."""
    lines = []
    for token in tokens.of(member):
        ends = datetime.fromtimestamp(token.expires, UTC).date()
        lines.append(f"{token.id}  until {ends}  {','.join(token.scopes)}  {token.label}")
    return "\n".join(lines)


def _revoked(tokens: Tokens, token_id: str, now: int) -> str:
    try:
        stood = tokens.revoke(token_id, now)
    except ValueError as error:
        raise Misuse("the id of a token is in hexadecimal") from error
    if not stood:
        raise Misuse(f"no token {token_id} stands")
    return f"{token_id} is revoked"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m api.tokens", description=__doc__)
    parser.add_argument("--home", type=Path, default=default_home(), help="the folder of a party")
    verbs = parser.add_subparsers(dest="verb", required=True)
    issue = verbs.add_parser("issue", help="a fresh token, shown this once")
    issue.add_argument("member", type=_member, help="for whom it acts: a member of this node, or a reader")
    issue.add_argument(
        "--scope", type=Scope, choices=list(Scope), action="append", help="may be repeated; else read"
    )
    issue.add_argument("--days", type=_days, default=90, help="how long it stands")
    issue.add_argument("--label", default="", help="what it is for")
    verbs.add_parser("list", help="those that stand").add_argument("member", type=_member)
    verbs.add_parser("revoke", help="end one for ever").add_argument("id", help="as `list` shows it")
    return parser


def _days(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 10 and 1 <= int(text) <= LONGEST_DAYS):
        raise argparse.ArgumentTypeError(f"from 1 to {LONGEST_DAYS} days")
    return int(text)


def _member(text: str) -> Member:
    number = member_of(text)
    if number is None:
        raise argparse.ArgumentTypeError("a member is a number from 1")
    return number


if __name__ == "__main__":
    sys.exit(main())
