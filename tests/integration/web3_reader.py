"""A second reader of the ledger, by the page (docs/records.md) and the packaged ABIs alone, on web3. It prints JSON.

    python web3_reader.py RPC_URL ABI_FOLDER REGISTRY LEDGER FIRST_BLOCK

It imports nothing of the project, and runs in a process of its own, so that neither of the two readers can
lean on the other; web3 also raises the interpreter's recursion limit, which the project's own parsers rely on.
"""

import json
import sys
from pathlib import Path

from web3 import Web3

LISTS = {1: 1, 2: 1, 3: 2, 4: 2, 5: 3}
"""Event to list (section 7)."""

TRADELINE_WORD = {
    "creditor": (0, 31),
    "debtor": (32, 63),
    "status": (64, 71),
    "epoch": (72, 87),
    "opened_as": (88, 95),
    "creditor_agent_0": (96, 127),
    "creditor_agent_1": (128, 159),
    "debtor_agent_0": (160, 191),
    "debtor_agent_1": (192, 223),
}
MEMBER_WORD = {
    "status": (0, 7),
    "roles": (8, 23),
    "admitted_at": (24, 63),
    "status_since": (64, 103),
    "rekeyed_at": (104, 143),
}
"""First and last bit, from the least significant (section 8)."""


def main(url: str, abis: str, registry_address: str, ledger_address: str, first: str) -> None:
    w3 = Web3(Web3.HTTPProvider(url))
    ledger = contract(w3, abis, "CreditLedger", ledger_address)
    registry = contract(w3, abis, "MemberRegistry", registry_address)
    at = w3.eth.block_number
    clocks = {}
    logs = ledger.events.Recorded().get_logs(from_block=int(first), to_block=at)
    for number in {log.blockNumber for log in logs}:
        clocks[number] = number << 64 | w3.eth.get_block(number).timestamp
    tradelines, lists = fold(w3, ledger_address, logs, clocks)
    call = {"block_identifier": at}
    for number, line in tradelines.items():
        line["head_in_state"] = hexed(ledger.functions.head(number).call(**call))
        line["word"] = fields(TRADELINE_WORD, ledger.functions.tradelineWord(number).call(**call))
    members = {}
    for number in range(1, registry.functions.memberCount().call(**call) + 1):
        members[number] = {
            "heads": [hexed(lists.get((which, number), bytes(32))) for which in (1, 2, 3)],
            "heads_in_state": [
                hexed(ledger.functions.memberHead(which, number).call(**call)) for which in (1, 2, 3)
            ],
            "word": fields(MEMBER_WORD, registry.functions.memberWord(number).call(**call)),
        }
    json.dump({"block": at, "tradelines": tradelines, "members": members}, sys.stdout)


def fold(w3: Web3, ledger: str, logs: list, clocks: dict) -> tuple[dict, dict]:
    """Tradelines by number, and the members' heads by (list, member), from the logs alone."""
    tradelines: dict = {}
    lists: dict = {}
    for log in sorted(logs, key=lambda log: (log.blockNumber, log.logIndex)):
        said, clock = log.args, clocks[log.blockNumber]
        entry = meta(said.meta)
        line = tradelines.get(said.tradeline)
        if line is None:
            line = {"head": first_head(w3, ledger, said.tradeline, entry), "entries": []}
            tradelines[said.tradeline] = line
        entry |= {name: hexed(said[name]) for name in ("obligation", "commitment", "payload")}
        line["entries"].append(entry | {"block": log.blockNumber, "time": clock & (1 << 64) - 1})
        words = (line["head"], said.meta, said.obligation, said.commitment, w3.keccak(said.payload))
        line["head"] = w3.keccak(abi(w3, domain(w3, "head"), *words, clock))
        for member, event, subject in listed(entry, said):
            key = (LISTS[event], member)
            body = (domain(w3, "member-head"), lists.get(key, bytes(32)), member, event, subject, clock)
            lists[key] = w3.keccak(abi(w3, *body))
    for line in tradelines.values():
        line["head"] = hexed(line["head"])
    return tradelines, lists


def listed(entry: dict, said: object) -> list[tuple[int, int, int | bytes]]:
    """(member, event, id) of the member lists that an entry goes on with (sections 2 and 7)."""
    recorder, subject = entry["recorder"], entry["subject"]
    if entry["class"] == 1:
        opened = [(recorder, 1, said.tradeline)]
        return opened + ([(subject, 3, said.tradeline)] if subject else [])
    if entry["class"] in (2, 3):
        return [(recorder, {2: 2, 3: 4}[entry["class"]], said.tradeline)]
    return [(recorder, 5, said.obligation)] if entry["class"] == 8 else []


def first_head(w3: Web3, ledger: str, tradeline: int, opening: dict) -> bytes:
    parties = (opening["recorder"], opening["subject"])
    creditor, debtor = parties if opening["capacity"] == 1 else parties[::-1]
    place = (w3.eth.chain_id, bytes.fromhex(ledger[2:]).rjust(32, b"\0"))
    return w3.keccak(abi(w3, domain(w3, "head0"), *place, tradeline, creditor, debtor))


def meta(word: bytes) -> dict:
    """Section 2, byte offsets from the left."""
    places = {"class": (0, 1), "status": (2, 3), "epoch": (4, 6), "recorder": (6, 10), "subject": (10, 14)}
    found = {
        name: int.from_bytes(word[start:end], "big")
        for name, (start, end) in (places | {"detail": (22, 24)}).items()
    }
    return found | {"capacity": word[1] & 0x7F, "delegated": bool(word[1] & 0x80)}


def fields(layout: dict, word: int) -> dict:
    return {name: word >> first & (1 << last - first + 1) - 1 for name, (first, last) in layout.items()}


def abi(w3: Web3, *values: int | bytes) -> bytes:
    types = ["bytes32" if isinstance(value, bytes) else "uint256" for value in values]
    return w3.codec.encode(types, values)


def domain(w3: Web3, name: str) -> bytes:
    return bytes(w3.keccak(text=f"tradeline/1/{name}"))


def hexed(value: bytes) -> str:
    return "0x" + bytes(value).hex()


def contract(w3: Web3, abis: str, name: str, address: str):
    text = Path(abis, f"{name}.json").read_text("utf-8")
    return w3.eth.contract(address=Web3.to_checksum_address(address), abi=json.loads(text)["abi"])


if __name__ == "__main__":
    main(*sys.argv[1:])
