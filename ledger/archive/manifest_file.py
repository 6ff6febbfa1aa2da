"""The manifest's file: JSON as RFC 8785 writes it, each member read and none passed over."""

from itertools import pairwise
from pathlib import Path
from typing import Final, TypeVar

from ledger.archive.errors import ArchiveError, expect
from ledger.archive.manifest import (
    MANIFEST,
    MAX_SEGMENT_BYTES,
    MAX_STATE_BYTES,
    MIN_NODE_BYTES,
    NO_PARENT,
    BlockSegment,
    Contract,
    File,
    Manifest,
    Origin,
    StateSegment,
    block_file,
    is_segment_name,
    state_file,
)
from ledger.attest.canonical import MAX_BYTES, Json, canonical, parse
from ledger.attest.fields import Fields, FormError, hex_text
from ledger.core.errors import ProofError
from ledger.proof.consensus.engine import Engine

VERSION: Final = 1
T = TypeVar("T")


def read_manifest(folder: Path) -> Manifest | None:
    """The manifest of an archive; None if the folder has none. ArchiveError."""
    try:
        with (folder / MANIFEST).open("rb") as file:
            return parse_manifest(file.read(MAX_BYTES + 1))
    except FileNotFoundError:
        return None


def serialise(manifest: Manifest) -> bytes:
    """The bytes of a manifest's file."""
    origin = manifest.origin
    return canonical(
        {
            "tradeline_archive": VERSION,
            "chain_id": origin.chain_id,
            "genesis": hex_text(origin.genesis),
            "engines": [{"first": first, "engine": engine.value} for first, engine in origin.engines],
            "contracts": {
                "registry": _contract_json(origin.registry),
                "ledger": _contract_json(origin.ledger),
                "attestations": _contract_json(origin.attestations),
            },
            "blocks": manifest.blocks,
            "segments": [_segment_json(segment) for segment in manifest.segments],
            "states": [_state_json(state) for state in manifest.states],
        }
    )


def parse_manifest(data: bytes) -> Manifest:
    """The manifest in a file's bytes; ArchiveError names the field."""
    try:
        fields = Fields(parse(data), "$")
        fields.integer("tradeline_archive", VERSION, VERSION)
        origin = _origin(fields)
        blocks = fields.integer("blocks")
        segments = fields.list_of("segments", _segment)
        states = fields.list_of("states", _state)
        fields.close()
    except FormError as error:
        raise ArchiveError(MANIFEST, error.path, error.rule, "something else") from error
    except ProofError as error:
        raise ArchiveError(MANIFEST, "form", "JSON in RFC 8785 form, within bounds", error) from error
    manifest = Manifest(origin, segments, states)
    _check_links(manifest, blocks)
    return manifest


def _check_links(manifest: Manifest, blocks: int) -> None:
    """Segments follow each other without a gap, and states stand in them."""
    number, parent = 0, NO_PARENT
    for segment in manifest.segments:
        name = segment.file.name
        expect(name, "first", number, segment.first)
        expect(name, "parent", parent, segment.parent)
        if segment.last < segment.first:
            raise ArchiveError(name, "last", f"at least {segment.first}", segment.last)
        number, parent = segment.last + 1, segment.hash
    expect(MANIFEST, "blocks", number, blocks)
    for state in manifest.states:
        if state.block >= number:
            raise ArchiveError(state.file.name, "block", f"below {number}", state.block)
    for one, other in pairwise(manifest.states):
        if one.block >= other.block:
            raise ArchiveError(other.file.name, "block", f"above {one.block}", other.block)


def _origin(fields: Fields) -> Origin:
    chain_id, genesis = fields.integer("chain_id", 1), fields.data("genesis", 32)
    engines = fields.list_of("engines", _engine)
    firsts = [first for first, _ in engines]
    if firsts[:1] != [0] or any(one >= other for one, other in pairwise(firsts)):
        raise FormError("$.engines", "engines by their first blocks, from 0 on, are expected")
    contracts = fields.object("contracts")
    found = [_contract(contracts.object(name)) for name in ("registry", "ledger", "attestations")]
    contracts.close()
    return Origin(chain_id, genesis, engines, *found)


def _engine(value: Json, path: str) -> tuple[int, Engine]:
    fields = Fields(value, path)
    first, name = fields.integer("first"), fields.text("engine", 32)
    if name not in (engine.value for engine in Engine):
        known = ", ".join(engine.value for engine in Engine)
        raise FormError(f"{path}.engine", f"one of {known} is expected")
    return _closed(fields, (first, Engine(name)))


def _contract(fields: Fields) -> Contract:
    return _closed(fields, Contract(fields.data("address", 20), fields.data("code_hash", 32)))


def _segment(value: Json, path: str) -> BlockSegment:
    fields = Fields(value, path)
    first, last = fields.integer("first"), fields.integer("last")
    segment = BlockSegment(
        _file(fields, block_file(first, last), MAX_SEGMENT_BYTES),
        first,
        last,
        fields.data("parent", 32),
        fields.data("hash", 32),
        fields.integer("transactions"),
        fields.integer("logs"),
    )
    return _closed(fields, segment)


def _state(value: Json, path: str) -> StateSegment:
    fields = Fields(value, path)
    block = fields.integer("block")
    file = _file(fields, state_file(block), MAX_STATE_BYTES)
    nodes = fields.integer("nodes", 0, file.plain_size // MIN_NODE_BYTES)
    return _closed(fields, StateSegment(file, block, fields.data("hash", 32), nodes))


def _file(fields: Fields, name: str, most: int) -> File:
    found = fields.text("name", 64)
    if found != name or not is_segment_name(name):
        raise FormError(f"{fields.path}.name", f"{name} is expected")
    return File(
        name,
        fields.integer("size", 1, most),
        fields.data("sha256", 32),
        fields.integer("plain_size", 1, most),
        fields.data("plain_sha256", 32),
    )


def _closed(fields: Fields, read: T) -> T:
    fields.close()
    return read


def _contract_json(contract: Contract) -> Json:
    return {"address": hex_text(contract.address), "code_hash": hex_text(contract.code_hash)}


def _file_json(file: File) -> dict[str, Json]:
    return {
        "name": file.name,
        "size": file.size,
        "sha256": hex_text(file.sha256),
        "plain_size": file.plain_size,
        "plain_sha256": hex_text(file.plain_sha256),
    }


def _segment_json(segment: BlockSegment) -> Json:
    return {
        **_file_json(segment.file),
        "first": segment.first,
        "last": segment.last,
        "parent": hex_text(segment.parent),
        "hash": hex_text(segment.hash),
        "transactions": segment.transactions,
        "logs": segment.logs,
    }


def _state_json(state: StateSegment) -> Json:
    return {
        **_file_json(state.file),
        "block": state.block,
        "hash": hex_text(state.hash),
        "nodes": state.nodes,
    }
