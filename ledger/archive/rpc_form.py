"""What an archive holds in the JSON of a node: it is read where nodes are read."""

from ledger.proof.header import FORMS, NAMES, Header
from ledger.proof.keccak import keccak256
from ledger.proof.logs import bloom
from ledger.proof.receipts import Receipt
from ledger.proof.whole_block import WholeBlock


def header_json(header: Header, hash_: bytes, transactions: tuple[bytes, ...]) -> dict[str, object]:
    """As `eth_getBlockByNumber` gives it, transactions as hashes."""
    fields: dict[str, object] = {
        form.rpc: _spelled(value)
        for name, form in zip(NAMES, FORMS, strict=True)
        if (value := getattr(header, name)) is not None
    }
    return {
        **fields,
        "hash": _spelled(hash_),
        "transactions": [_spelled(keccak256(raw)) for raw in transactions],
    }


def receipts_json(block: WholeBlock, receipts: tuple[Receipt, ...], hash_: bytes) -> list[dict[str, object]]:
    """As `eth_getBlockReceipts` gives them, as far as the block itself tells."""
    place = {"blockNumber": hex(block.header.number), "blockHash": _spelled(hash_)}
    answer: list[dict[str, object]] = []
    index = 0
    for at, receipt in enumerate(receipts):
        # Told as the archive has it: where there are fewer transactions than receipts, that is for the reader to see.
        raw = block.transactions[at] if at < len(block.transactions) else b""
        own = {**place, "transactionHash": _spelled(keccak256(raw)), "transactionIndex": hex(at)}
        logs = []
        for log in receipt.logs:
            topics = [_spelled(topic) for topic in log.topics]
            said = {"address": _spelled(log.address), "topics": topics, "data": _spelled(log.data)}
            logs.append({**said, **own, "logIndex": hex(index)})
            index += 1
        answer.append(
            {
                **own,
                "type": hex(receipt.kind),
                "status": hex(receipt.succeeded),
                "cumulativeGasUsed": hex(receipt.cumulative_gas),
                "logsBloom": _spelled(bloom(receipt.logs)),
                "logs": logs,
            }
        )
    return answer


def _spelled(value: bytes | int) -> str:
    return hex(value) if isinstance(value, int) else "0x" + value.hex()
