"""Signatures as the engines read them: what they accept, a strict reader of transactions would not."""

import pytest
from eth_keys import keys
from eth_keys.backends.coincurve import CoinCurveECCBackend
from eth_keys.backends.native.main import NativeECCBackend

from ledger.proof.consensus import recovery
from ledger.proof.consensus.errors import SealError
from ledger.proof.consensus.recovery import ORDER, recover
from ledger.proof.keccak import keccak256

KEY = keys.PrivateKey(keccak256(b"a validator"))
ADDRESS = KEY.public_key.to_canonical_address()
DIGEST = keccak256(b"a block")
SEAL = KEY.sign_msg_hash(DIGEST).to_bytes()
R, S, V = int.from_bytes(SEAL[:32], "big"), int.from_bytes(SEAL[32:64], "big"), SEAL[64]
GENERATOR_X = 0x79BE667EF9DCBBAC55A06295CE870B07029BFCDB2DCE28D959F2815B16F81798


def seal(r: int = R, s: int = S, v: int = V) -> bytes:
    return r.to_bytes(32, "big") + s.to_bytes(32, "big") + bytes([v])


@pytest.fixture(params=[CoinCurveECCBackend, NativeECCBackend])
def backend(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    made = request.param()
    monkeypatch.setattr(recovery, "_backend", lambda: made)


@pytest.mark.usefixtures("backend")
def test_a_seal_names_its_signer() -> None:
    assert recover("seal", DIGEST, SEAL) == ADDRESS
    assert recover("seal", keccak256(b"another"), SEAL) != ADDRESS


@pytest.mark.usefixtures("backend")
def test_a_high_s_is_a_seal_as_besu_and_geth_have_it() -> None:
    assert recover("seal", DIGEST, seal(s=ORDER - S, v=1 - V)) == ADDRESS


@pytest.mark.usefixtures("backend")
@pytest.mark.parametrize(
    "hostile",
    [
        b"",
        SEAL[:-1],
        SEAL + b"\0",
        bytes(65),
        b"\xff" * 65,
        seal(r=0),
        seal(s=0),
        seal(r=ORDER),
        seal(s=ORDER),
        seal(v=2),
        seal(v=3),
        seal(v=27 + V),
        seal(r=5),  # no point of the curve has this x
        seal(
            r=GENERATOR_X, s=int.from_bytes(DIGEST, "big") % ORDER, v=0
        ),  # sR = zG: the key would be no point
    ],
)
def test_other_bytes_are_nobodys_seal(hostile: bytes) -> None:
    with pytest.raises(SealError) as refusal:
        recover("extraData.seals[3]", DIGEST, hostile)
    assert refusal.value.field == "extraData.seals[3]"


def test_the_environment_names_no_backend(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ECC_BACKEND_CLASS", "no.such.Backend")
    assert recover("seal", DIGEST, SEAL) == ADDRESS
