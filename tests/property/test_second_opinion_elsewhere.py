"""The same records give the same bytes in a process of another hash seed, time zone, locale and optimisation."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
TOLD = """
import json, locale, time
from hashlib import sha256
from random import Random
from tests.second_opinion.comparison import canonical
from tests.second_opinion.histories import case
from tests.second_opinion.opinion import figures as second_opinion
from tests.second_opinion.product import figures as product

locale.setlocale(locale.LC_ALL, "")
chance = Random(7)
cases = [case(chance) for _ in range(80)]
digest = lambda told: sha256(canonical(told).encode()).hexdigest()
surroundings = [hash("figures"), time.strftime("%z", time.localtime(0)), locale.setlocale(locale.LC_CTYPE), __debug__]
print(json.dumps([surroundings, digest([product(one) for one in cases]), digest(second_opinion(cases))]))
"""
SURROUNDINGS = (
    ("0", "UTC", "C", ()),
    ("1", "Pacific/Kiritimati", "C.UTF-8", ("-O",)),
    ("4242", "America/St_Johns", "POSIX", ()),
)


def told_in(seed: str, zone: str, locale: str, options: tuple[str, ...]) -> list:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "PYTHON"))}
    environment = kept | {"PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": locale, "LANG": locale}
    done = subprocess.run(
        [sys.executable, *options, "-c", TOLD],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def test_the_same_records_give_the_same_bytes_wherever_they_are_read():
    told = [told_in(*surroundings) for surroundings in SURROUNDINGS]
    for place, values in enumerate(zip(*(surroundings for surroundings, _, _ in told), strict=True)):
        assert len(set(values)) > 1, f"the processes differ in nothing of {place}"
    assert len({digest for _, *digests in told for digest in digests}) == 1
