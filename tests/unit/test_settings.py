"""What a home's `config.json` may say of its index."""

import json
from pathlib import Path

import pytest

from ledger.core.errors import Misuse
from ledger.proof.events import Contracts
from ledger.settings import Settings, load, save

PASSWORD = "hunter2-and-more"
URI = f"postgresql://clerk:{PASSWORD}@db.example/ledger"
CONTRACTS = Contracts(7, b"\x01" * 20, b"\x02" * 20, b"\x03" * 20)


def home_with(folder: Path, index: object) -> Path:
    save(Settings(folder, ("http://127.0.0.1:8545",), CONTRACTS, 1))
    path = folder / "config.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "index": index}))
    return folder


def test_an_index_is_in_the_home_unless_an_address_is_named(tmp_path: Path) -> None:
    settings = Settings(tmp_path, ("http://127.0.0.1:8545",), CONTRACTS, 1)
    save(settings)
    assert load(tmp_path) == settings
    assert settings.index == tmp_path / "index.sqlite"
    named = load(home_with(tmp_path, URI))
    assert named.index == URI
    save(named)
    assert load(tmp_path) == named


def test_the_password_of_an_index_is_not_shown(tmp_path: Path) -> None:
    assert PASSWORD not in repr(load(home_with(tmp_path, URI)))


@pytest.mark.parametrize("index", [f"mysql://clerk:{PASSWORD}@db.example", PASSWORD, 7, [URI], True])
def test_an_index_that_is_no_address_of_postgresql_is_misuse_and_is_not_said_again(
    tmp_path: Path, index: object
) -> None:
    with pytest.raises(Misuse, match="index is an address such as") as caught:
        load(home_with(tmp_path, index))
    assert PASSWORD not in repr(caught.value)
