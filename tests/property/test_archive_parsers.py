"""Whatever bytes an archive is of: a named error or an archive, and never more memory than was told of."""

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.archive.blocks import decoded
from ledger.archive.chain import ArchiveChain
from ledger.archive.check import check
from ledger.archive.errors import ArchiveError
from ledger.archive.manifest import MANIFEST, File
from ledger.archive.manifest_file import parse_manifest, read_manifest, serialise
from ledger.archive.packed import PackedWriter, items
from ledger.core.errors import Misuse, ProofError
from ledger.proof import rlp
from ledger.proof.whole_block import decode_block, encode_block
from tests.unit.archive.chains import ADDRESSES, Archived, archived
from tests.unit.archive.forge import packed, publish


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Archived:
    return archived(tmp_path_factory.mktemp("archive"), 6)


@given(st.binary(max_size=300))
def test_any_bytes_are_no_manifest(data: bytes) -> None:
    with pytest.raises(ArchiveError):
        parse_manifest(data)


@given(at=st.integers(0, 1 << 16), byte=st.integers(0, 255))
def test_a_manifest_with_another_byte_is_another_or_none(whole: Archived, at: int, byte: int) -> None:
    data = (whole.folder / MANIFEST).read_bytes()
    at %= len(data)
    other = data[:at] + bytes([byte]) + data[at + 1 :]
    try:
        found = parse_manifest(other)
    except ArchiveError:
        assert other != data
    else:
        assert serialise(found) == other
        assert (found == whole.manifest) == (other == data)


@given(cut=st.integers(0, 1 << 16))
def test_a_manifest_that_ends_early_is_none(whole: Archived, cut: int) -> None:
    data = (whole.folder / MANIFEST).read_bytes()
    with pytest.raises(ArchiveError):
        parse_manifest(data[: cut % len(data)])


@given(st.binary(max_size=400))
def test_any_bytes_are_a_block_or_none(data: bytes) -> None:
    try:
        block = decode_block(data)
    except ProofError:
        return
    assert encode_block(block) == data


@given(at=st.integers(0, 1 << 20), byte=st.integers(0, 255))
def test_a_block_with_another_byte_is_another_or_none(whole: Archived, at: int, byte: int) -> None:
    segment = whole.manifest.segments[1]
    data = next(items(whole.folder, segment.file))
    at %= len(data)
    other = data[:at] + bytes([byte]) + data[at + 1 :]
    try:
        block = decoded(segment, segment.first, other)
    except ArchiveError as error:
        assert error.block == segment.first and other != data
    else:
        assert encode_block(block) == other


@given(
    st.lists(
        st.recursive(st.binary(max_size=80), lambda inner: st.lists(inner, max_size=4), max_leaves=8),
        max_size=8,
    )
)
def test_items_come_back_as_they_went_in(
    tmp_path_factory: pytest.TempPathFactory, values: list[rlp.Item]
) -> None:
    folder = tmp_path_factory.mktemp("items")
    encoded = [rlp.encode(value) for value in values]
    with PackedWriter(folder) as writer:
        for item in encoded:
            writer.write(item)
        file = writer.close("some.zst")
    assert list(items(folder, file)) == encoded


@given(plain=st.binary(max_size=300))
def test_any_plain_bytes_are_items_or_named(tmp_path_factory: pytest.TempPathFactory, plain: bytes) -> None:
    folder = tmp_path_factory.mktemp("items")
    file = packed(folder, "some.zst", plain)
    try:
        assert b"".join(items(folder, file)) == plain
    except ArchiveError as error:
        assert error.segment == "some.zst"


@settings(max_examples=60)
@given(
    data=st.one_of(
        st.binary(max_size=300), st.binary(max_size=100).map(lambda tail: b"\x28\xb5\x2f\xfd" + tail)
    )
)
def test_any_file_is_refused_by_its_name(
    whole: Archived, tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    """Also where the manifest has its true size and hash."""
    folder = tmp_path_factory.mktemp("archive")
    for name in (MANIFEST, *(file.name for file in whole.manifest.files)):
        (folder / name).write_bytes((whole.folder / name).read_bytes())
    copy, (first, second) = Archived(whole.chain, folder), whole.manifest.segments
    (folder / second.file.name).write_bytes(data)
    sizes = ((second.file.size, second.file.sha256), (max(1, len(data)), hashlib.sha256(data).digest()))
    for size, digest in sizes:
        row = replace(second, file=replace(second.file, size=size, sha256=digest))
        publish(copy, replace(whole.manifest, segments=(first, row)))
        with pytest.raises(ArchiveError) as refused:
            check(folder, copy.manifest)
        assert refused.value.segment == second.file.name
    publish(copy, whole.manifest)
    (folder / second.file.name).write_bytes((whole.folder / second.file.name).read_bytes())
    assert check(folder, copy.manifest).blocks == 6


@settings(max_examples=20)
@given(st.integers(1, 1 << 20), st.binary(min_size=1, max_size=1))
def test_no_more_is_unpacked_than_was_told_of(
    tmp_path_factory: pytest.TempPathFactory, size: int, byte: bytes
) -> None:
    folder, plain = tmp_path_factory.mktemp("bomb"), byte * (1 << 20)
    data = zstandard.ZstdCompressor().compress(plain)
    (folder / "some.zst").write_bytes(data)
    file = File("some.zst", len(data), hashlib.sha256(data).digest(), size, hashlib.sha256(plain).digest())
    taken = 0
    try:
        for item in items(folder, file):
            taken += len(item)
    except ArchiveError:
        assert taken <= size
    else:
        assert taken == size == len(plain)


@given(st.text(max_size=40))
def test_a_folder_of_anything_is_no_archive(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    folder: Path = tmp_path_factory.mktemp("archive")
    assert read_manifest(folder) is None
    (folder / MANIFEST).write_text(text, "utf-8", "surrogatepass")
    with pytest.raises((ArchiveError, Misuse)):
        ArchiveChain.open(folder, ADDRESSES)
