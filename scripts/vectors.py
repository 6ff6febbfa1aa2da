"""Write the golden vectors of `tests/vectors`, or compare them with `--check`.

Run from the root of the checkout: `python -m scripts.vectors [--check]`.
"""

import json
import sys
from pathlib import Path
from typing import Any

from scripts.golden import heads, records, seals, state

FOLDER = Path(__file__).parents[1] / "tests" / "vectors"


def main(arguments: list[str]) -> int:
    """0 if the vectors are written, or are as they would be written."""
    if arguments not in ([], ["--check"]):
        print(__doc__)
        return 2
    texts = _texts()
    differing = [path for path, text in texts.items() if not path.exists() or path.read_text("utf-8") != text]
    if arguments:
        for path in differing:
            print(f"{path.name} differs: run `python -m scripts.vectors` and read what changed")
        return bool(differing)
    for path in differing:
        path.write_text(texts[path], "utf-8")
        print(f"wrote {path.name}")
    return 0


def _texts() -> dict[Path, str]:
    kept = FOLDER / "seals.json"
    built = {
        "records": records.build(json.loads((FOLDER / "rfc9381.json").read_text())),
        "seals": seals.build(json.loads(kept.read_text()) if kept.exists() else {}),
        "heads": heads.build(),
        "state": state.build(),
    }
    return {FOLDER / f"{name}.json": _text(value) for name, value in built.items()}


def _text(value: Any) -> str:
    return json.dumps(value, indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
