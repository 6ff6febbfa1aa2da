"""What a member who was admitted is told to do next can be typed as it stands."""

from pathlib import Path

from ledger.cli.member import next_steps
from ledger.core.ids import Member
from ledger.proof.consensus.engine import Engine

ADDRESS = bytes(range(20))


def test_the_home_is_named_as_it_was_given() -> None:
    (step,) = next_steps(Member(3), ADDRESS, Path("a firm"), Engine.DEVELOPMENT)
    assert step == "tradeline keys 3 --register --home 'a firm'"
    assert next_steps(Member(3), ADDRESS, None, Engine.DEVELOPMENT) == ("tradeline keys 3 --register",)


def test_on_a_network_it_is_let_send_first() -> None:
    for engine in set(Engine) - {Engine.DEVELOPMENT}:
        fund, register = next_steps(Member(3), ADDRESS, Path("firm"), engine)
        assert fund.startswith(f"tradeline network fund DIR 0x{ADDRESS.hex()}")
        assert register == "tradeline keys 3 --register --home firm"
