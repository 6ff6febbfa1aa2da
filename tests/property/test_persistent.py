"""What grows without changing is, at every step, what a copied dict and a copied tuple would be."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.core.persistent import PersistentList, PersistentMap

PUTS = st.lists(st.tuples(st.integers(0, 12), st.integers()), max_size=60)


@given(PUTS)
def test_a_map_is_at_every_step_the_dict_of_what_was_put(puts: list[tuple[int, int]]) -> None:
    grown, model = PersistentMap[int, int](), dict[int, int]()
    steps = [(grown, model)]
    for key, value in puts:
        grown, model = grown.put(key, value), model | {key: value}
        steps.append((grown, model))
    for map_, dict_ in steps:
        assert list(map_.items()) == list(dict_.items())
        assert map_ == dict_ and len(map_) == len(dict_)
        assert [map_.get(key) for key in range(14)] == [dict_.get(key) for key in range(14)]


@given(PUTS, PUTS, PUTS)
def test_two_maps_that_go_on_from_one_do_not_meet(
    first: list[tuple[int, int]], left: list[tuple[int, int]], right: list[tuple[int, int]]
) -> None:
    def put_all(map_: PersistentMap[int, int], puts: list[tuple[int, int]]) -> PersistentMap[int, int]:
        for key, value in puts:
            map_ = map_.put(key, value)
        return map_

    both = put_all(PersistentMap(), first)
    one, other = put_all(both, left), put_all(both, right)
    assert (both, one, other) == (dict(first), dict(first + left), dict(first + right))


@given(st.lists(st.integers(), max_size=60), st.integers(-70, 70), st.slices(60))
def test_a_list_is_at_every_step_the_tuple_of_what_was_appended(
    items: list[int], index: int, part: slice
) -> None:
    grown = PersistentList[int]()
    steps = [grown]
    for item in items:
        grown = grown.append(item)
        steps.append(grown)
    for length, list_ in enumerate(steps):
        model = tuple(items[:length])
        assert list_ == model and model == list_ and hash(list_) == hash(model)
        assert (tuple(list_), len(list_), list_[part]) == (model, length, model[part])
        if -length <= index < length:
            assert list_[index] == model[index]
        else:
            with pytest.raises(IndexError):
                list_[index]
    assert grown != [*items] and (not items or grown != steps[0])


def test_layers_are_few() -> None:
    grown = PersistentMap[int, int]()
    for number in range(5_000):
        grown = grown.put(number * number % 1_009, number)
        sizes = [len(layer) for layer in grown._layers]
        assert all(larger >= 2 * smaller for larger, smaller in pairwise(sizes))
