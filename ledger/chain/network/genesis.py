"""The first block of a network, in the form that its program reads."""

import json
from typing import Any, Final

from ledger.chain.network.plan import Plan, Program
from ledger.proof import rlp
from ledger.proof.consensus.header_rules import BFT_MIX_HASH

GAS_LIMIT: Final = 30_000_000
TREASURY_WEI: Final = 10**30
"""Money means nothing here, but geth takes no transaction that pays nothing."""
VANITY: Final = bytes(32)
HARD_FORKS: Final = (
    "homesteadBlock",
    "eip150Block",
    "eip155Block",
    "eip158Block",
    "byzantiumBlock",
    "constantinopleBlock",
    "petersburgBlock",
    "istanbulBlock",
    "berlinBlock",
    "londonBlock",
)


def genesis(plan: Plan, time: int) -> bytes:
    """`genesis.json`; `time` in seconds since 1970-01-01 UTC."""
    content = _clique(plan) if plan.program is Program.GETH else _qbft(plan)
    content |= {
        "timestamp": hex(time),
        "gasLimit": hex(GAS_LIMIT),
        "coinbase": f"0x{bytes(20).hex()}",
        "number": "0x0",
        "gasUsed": "0x0",
        "parentHash": f"0x{bytes(32).hex()}",
        "alloc": {plan.treasury.hex(): {"balance": hex(TREASURY_WEI)}},
    }
    return json.dumps(content, indent=1).encode() + b"\n"


def _addresses(plan: Plan) -> list[bytes]:
    # Ascending, as Clique's checkpoints have them (EIP-225), and Besu's own generator.
    return sorted(one.address for one in plan.validators)


def _clique(plan: Plan) -> dict[str, Any]:
    """EIP-225. Neither Shanghai nor a terminal total difficulty: from either on geth waits for a beacon chain."""
    return {
        "config": {
            "chainId": plan.chain_id,
            **dict.fromkeys(HARD_FORKS, 0),
            "clique": {"period": plan.period, "epoch": plan.epoch},
        },
        "extraData": "0x" + (VANITY + b"".join(_addresses(plan)) + bytes(65)).hex(),
        "difficulty": "0x1",
        "nonce": "0x0",
        "mixHash": f"0x{bytes(32).hex()}",
        "baseFeePerGas": "0x1",
    }


def _qbft(plan: Plan) -> dict[str, Any]:
    """Besu, "Configure QBFT consensus": validators in the header, and a base fee that stays zero."""
    extra = rlp.encode([VANITY, _addresses(plan), [], b"", []])
    return {
        "config": {
            "chainId": plan.chain_id,
            "berlinBlock": 0,
            "londonBlock": 0,
            "zeroBaseFee": True,
            "qbft": {
                "epochlength": plan.epoch,
                "blockperiodseconds": plan.period,
                "requesttimeoutseconds": 2 * plan.period + 2,
            },
        },
        "extraData": f"0x{extra.hex()}",
        "difficulty": "0x1",
        "nonce": "0x0",
        "mixHash": f"0x{BFT_MIX_HASH.hex()}",
        "baseFeePerGas": "0x0",
    }
