"""Whatever is handed to the scorecard: a score that adds up, or a named refusal."""

import json
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from ledger.cli.loan_table import NEEDED, read_loan_table
from ledger.core.errors import BadContent, BadInput
from ledger.rulebook.scorecard import parse_scorecard
from ledger.rulebook.scorecard_inputs import COLUMNS, LARGEST_CENTS, MOST_EMPLOYEES, inputs_of
from ledger.rulebook.scorecard_reasons import changes, reasons

TABLE = (Path(__file__).parents[2] / "ledger/rulebook/sba-7a-1.json").read_bytes()
CARD = parse_scorecard(TABLE)
SECTORS = [pair[0] for one in CARD.characteristics[3].bins for pair in one.ranges]

inputs = st.fixed_dictionaries(
    {
        "amount": st.integers(1, LARGEST_CENTS) | st.integers(1, 10_000_000),
        "employees": st.none() | st.integers(1, MOST_EMPLOYEES) | st.integers(1, 20),
        "age": st.sampled_from([None, 1, 2]),
        "sector": st.sampled_from([None, *SECTORS]),
    }
)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@given(inputs)
def test_whatever_is_asked_the_points_add_up_and_the_gaps_too(asked):
    found = CARD.score(asked)
    assert found.total == CARD.base + sum(found.points)
    assert sum(reason.gap for reason in reasons(CARD, found)) == CARD.best - found.total
    assert 0 < found.probability_bp < 10_000
    for change in changes(CARD, found):
        assert CARD.score(asked | {change.characteristic: change.to}).band == change.band


@given(
    st.fixed_dictionaries({column: st.text(max_size=14) | st.from_regex(r"\d{1,14}") for column in COLUMNS})
)
def test_any_line_is_scored_or_its_column_named(row):
    try:
        asked = inputs_of(row)
    except BadContent as error:
        assert error.field in COLUMNS
        return
    assert CARD.lowest <= CARD.score(asked).total <= CARD.best


@given(
    st.binary(max_size=200) | st.text(max_size=80).map(lambda rest: (",".join(NEEDED) + "\n" + rest).encode())
)
def test_any_bytes_are_a_table_of_loans_or_have_faults(data):
    try:
        found = read_loan_table("loans.csv", data)
    except BadInput as error:
        assert error.faults
        return
    assert all(CARD.score(asked).total >= CARD.lowest for asked in found.loans.values())


@given(st.data(), json_values)
def test_a_table_with_any_value_anywhere_is_a_scorecard_or_refused(data, value):
    table = json.loads(TABLE)
    at, key = table, None
    while isinstance(at, dict | list) and at:
        keys = sorted(at) if isinstance(at, dict) else range(len(at))
        parent, key = at, data.draw(st.sampled_from(keys))
        at = at[key]
        if data.draw(st.booleans()):
            break
    parent[key] = value
    try:
        card = parse_scorecard(json.dumps(table).encode())
    except BadContent:
        return
    assert len(card.hash) == 32
