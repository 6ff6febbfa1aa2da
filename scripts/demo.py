"""The main job, end to end: files of ten firms become entries, histories, attestations; a bank verifies them offline.

./scripts/demo [--serve] [--out build/demo]
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from demo_run.consortium import PASSPHRASE, Consortium, Firm, found, trust_root
from demo_run.trade import trade
from demo_set import demo_files

from api.callers import Scope
from ledger.app.attest import issue
from ledger.app.identity import identity_of
from ledger.app.pens import pen_of
from ledger.app.prepare import prepare
from ledger.app.present import Audience, assemble, bind
from ledger.app.vault import Private
from ledger.attest.attestation import HolderKey
from ledger.attest.dossier import serialise
from ledger.chain.engines.anvil import anvil
from ledger.cli.output import Exit, errors, progress
from ledger.settings import PASSPHRASE_VARIABLE
from ledger.vault.file import VaultFile

ROOT = Path(__file__).resolve().parent.parent
TRADELINE = Path(sys.executable).with_name("tradeline")
YEAR = 365 * 86_400
BANK = "meridiano"
"""The bank that is shown the dossiers."""
ISSUER = "nordkap"
API = "http://127.0.0.1:8000"
FIRST_DAY = 1_730_419_200
"""2024-11-01, the first day of the plan."""


def main() -> int:
    arguments = _arguments()
    out: Path = arguments.out
    started = time.monotonic()
    if out.exists():
        shutil.rmtree(out)
    files = out / "files"
    for place, content in demo_files(seed=1):
        path = files / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    plan = json.loads((files / "plan.json").read_text("utf-8"))
    _say(f"demo set: {len(list(files.rglob('*.xml')))} files of made firms in {_short(files)}")
    with anvil(out / "chain.json", genesis_time=FIRST_DAY) as engine:
        with found(engine, plan, out, _say) as consortium:
            with progress("two years of trade", len(plan["steps"])) as step:
                tally = trade(consortium, plan, files, step)
            _say(
                f"{tally.files} files imported, {tally.recorded} drafts recorded; "
                f"second pledges refused: {tally.double_pledges_refused}"
            )
            _say(f"{tally.sums} sums that banks say came in or went out of accounts, by month")
            for reason, count in sorted(tally.left.items(), key=lambda item: -item[1]):
                _say(f"{count} drafts left to a person: {reason}")
            names = _attest(consortium, plan, out)
        result = _verify(out, names)
        _say(f"done in {time.monotonic() - started:.0f} s")
        if arguments.serve and not result:
            _serve(out, engine.url)
    return result


def _attest(consortium: Consortium, plan: dict[str, Any], out: Path) -> list[Path]:
    """An attestation for every firm, bound to one bank; the trust root goes to that bank by a way of its own."""
    now = max(int(time.time()), _chain_time(consortium) + 1)
    consortium.engine.rpc.write("evm_setNextBlockTimestamp", now)
    consortium.engine.mine()
    for node in consortium.nodes:
        node.follow()
    trust = out / "trust.json"
    trust.write_bytes(trust_root(consortium.engine, consortium.deployment, BANK, now + YEAR))
    written: list[Path] = []
    firms = [firm for firm in consortium.firms.values() if firm.role == "sme"]
    with progress("attestations", len(firms)) as done:
        for count, firm in enumerate(firms, 1):
            written.append(_dossier(consortium, firm, out, now))
            done(count)
    _say(f"{len(written)} dossiers written to {_short(out)}, trust root in {_short(trust)}")
    return written


def _dossier(consortium: Consortium, firm: Firm, out: Path, now: int) -> Path:
    vault, contracts = firm.node.vault, consortium.deployment.contracts
    issuer = consortium.firms[ISSUER]
    issuer.node.follow()
    firm.node.follow()
    position = firm.node.index.position()
    assert position is not None
    statement = prepare(firm.node.desk, firm.number, position.number)
    pen = pen_of(vault, firm.number, Private.HOLDER)
    issued = issue(issuer.node.office(issuer.number), statement, HolderKey(pen.x, pen.y), now=now)
    dossier = assemble(firm.node.chain, contracts, statement, issued, identity_of(vault, firm.number))
    bound = bind(vault, firm.number, dossier, Audience(BANK, now, f"demo-{firm.key}"))
    path = out / f"{firm.key}.dossier.json"
    path.write_bytes(serialise(bound))
    return path


def _verify(out: Path, dossiers: list[Path]) -> int:
    """The bank's own command, in a process of its own: it gets two files, and no node."""
    trust, forged = out / "trust.json", out / "forged.json"
    forged.write_bytes(_with_one_digit_changed(dossiers[0].read_bytes()))
    shown = subprocess.run([str(TRADELINE), "verify", str(dossiers[0]), "--trust", str(trust)], check=False)
    good = [path for path in dossiers if _open_steps(path, trust) == ["3"]]
    # A development chain has no validators, so that step 3 cannot be established; every other step must be.
    _say(
        f"{len(good)} of {len(dossiers)} dossiers verified: all is established but the seals (development chain)"
    )
    refused = bool(_open_steps(forged, trust, "refused"))
    _say(f"a dossier with one digit changed: {'refused' if refused else 'NOT REFUSED'}")
    told = shown.returncode == Exit.NOT_ESTABLISHED
    return 0 if told and len(good) == len(dossiers) and refused else 1


def _open_steps(dossier: Path, trust: Path, outcome: str | None = None) -> list[str]:
    """The numbers of the steps that did not end established or, if given, that ended in `outcome`."""
    command = [str(TRADELINE), "verify", str(dossier), "--trust", str(trust), "--json"]
    found = subprocess.run(command, capture_output=True, check=False)
    if not found.stdout:
        raise RuntimeError(found.stderr.decode())
    steps = json.loads(found.stdout)["steps"]
    return [
        step["step"]
        for step in steps
        if step["outcome"] == outcome or (not outcome and step["outcome"] != "established")
    ]


def _with_one_digit_changed(dossier: bytes) -> bytes:
    at = dossier.index(b'"commitment":"0x') + len(b'"commitment":"0x')
    return dossier[:at] + (b"1" if dossier[at : at + 1] == b"0" else b"0") + dossier[at + 1 :]


def _serve(out: Path, url: str) -> None:
    """The API of the bank that also keeps the keys of a firm, and a token for each of the two."""
    home = out / ISSUER
    shutil.copy(out / "trust.json", home / "trust.json")
    vault = VaultFile.open(home / "vault.sqlite", PASSPHRASE)
    scopes, ends = tuple(scope.value for scope in Scope), int(time.time()) + YEAR
    try:
        members = vault.keys.members()
        tokens = [vault.tokens.issue(each, "demo", scopes, ends) for each in members]
    finally:
        vault.close()
    _say(f"chain on {url}; homes in {_short(out)}, passphrase of each: {PASSPHRASE}; Ctrl-C ends both")
    for member, token in zip(members, tokens, strict=True):
        path = f"/v1/members/{member}/history"
        errors.print(f"curl -H 'Authorization: Bearer {token}' {API}{path}", highlight=False, soft_wrap=True)
    command = [sys.executable, "-m", "api.main", "--home", str(home)]
    with suppress(KeyboardInterrupt):
        subprocess.run(command, env={**os.environ, PASSPHRASE_VARIABLE: PASSPHRASE}, check=False)


def _chain_time(consortium: Consortium) -> int:
    latest = consortium.engine.rpc.read("eth_getBlockByNumber", "latest", False)
    assert isinstance(latest, dict)
    return int(str(latest["timestamp"]), 16)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--serve", action="store_true", help="leave chain and API running at the end")
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "demo")
    return parser.parse_args()


def _short(path: Path) -> str:
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)


def _say(text: str) -> None:
    errors.print(f"[dim]demo[/] {text}", highlight=False)


if __name__ == "__main__":
    sys.exit(main())
