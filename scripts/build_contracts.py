"""Compiles the contracts twice, through Hardhat and through py-solc-x, and keeps what runs as package data.

    build_contracts.py            write ledger/chain/abi/*.json
    build_contracts.py --check    write nothing; fail where those files are not what the sources give

Hardhat hands the compiler every file; py-solc-x is handed what a contract imports, found here, and only the
settings of `hardhat.config.js` are shared. Both must give the same bytes. Exit codes: 0 the same, 1 a difference,
each named.
"""

import argparse
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import solcx

from ledger.proof.keccak import keccak256

ROOT = Path(__file__).resolve().parent.parent
ARTIFACTS = ROOT / "build/hardhat/artifacts"
PACKAGE_DATA = ROOT / "ledger/chain/abi"
CONTRACTS = ("MemberRegistry", "CreditLedger", "AttestationRegistry")
IMPORT = re.compile(r'^import\s[^;"]*"([^"]+)"', re.MULTILINE)

Built = dict[str, Any]
"""One contract: abi, bytecode, deployedBytecode (0x hex, immutables zero), and where its immutables stand."""


def main() -> int:
    """Builds both ways, compares, then writes or checks."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--check", action="store_true", help="compare with the committed files and write nothing"
    )
    check: bool = parser.parse_args().check

    # hardhat and solc.mjs start `node` by name: the one beside this Python.
    os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    os.environ["HARDHAT_DISABLE_TELEMETRY"] = "true"

    compiler = build_with_hardhat()
    hardhat = {name: hardhat_artifact(name) for name in CONTRACTS}
    solc = build_with_solc(compiler["settings"])
    faults = [
        fault
        for name in CONTRACTS
        for fault in differences(name, "Hardhat", hardhat[name], "py-solc-x", solc[name])
    ]
    for name in CONTRACTS if not faults else ():
        facts = package_data(name, solc[name], compiler)
        path = PACKAGE_DATA / f"{name}.json"
        if not check:
            path.write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")
        elif not path.exists():
            faults.append(f"{name}: {path.relative_to(ROOT)} is missing")
        else:
            kept = json.loads(path.read_text(encoding="utf-8"))
            faults += differences(name, "committed", kept, "built", facts)
    for fault in faults:
        print(fault, file=sys.stderr)
    if not faults:
        done = "is what the sources give" if check else "is written"
        print(f"{len(CONTRACTS)} contracts: Hardhat and py-solc-x give the same bytes; package data {done}")
    return 1 if faults else 0


def build_with_hardhat() -> Built:
    """Compiles everything anew; gives the compiler's version and the settings it was handed."""
    subprocess.run(
        [ROOT / "node_modules/.bin/hardhat", "build", "--no-tests", "--force", "--quiet"],
        cwd=ROOT,
        check=True,
    )
    build_id = json.loads(artifact_path(CONTRACTS[0]).read_text(encoding="utf-8"))["buildInfoId"]
    build = json.loads((ARTIFACTS / "build-info" / f"{build_id}.json").read_text(encoding="utf-8"))
    settings = {
        key: build["input"]["settings"][key] for key in ("evmVersion", "metadata", "optimizer", "viaIR")
    }
    return {"version": build["solcLongVersion"], "settings": settings}


def artifact_path(name: str) -> Path:
    """Where Hardhat leaves the contract."""
    return ARTIFACTS / f"contracts/{name}.sol/{name}.json"


def hardhat_artifact(name: str) -> Built:
    """What Hardhat made of one contract, without the names of its immutables, which Hardhat does not know."""
    artifact = json.loads(artifact_path(name).read_text(encoding="utf-8"))
    return {key: artifact[key] for key in ("abi", "bytecode", "deployedBytecode")}


def build_with_solc(settings: Built) -> dict[str, Built]:
    """Compiles the three contracts and what they import, with py-solc-x."""
    output = solcx.compile_standard(
        {
            "language": "Solidity",
            "sources": {name: {"content": text} for name, text in sources()},
            "settings": settings
            | {
                "outputSelection": {
                    "*": {"": ["ast"], "*": ["abi", "evm.bytecode.object", "evm.deployedBytecode"]}
                }
            },
        },
        solc_binary=ROOT / "scripts/solc.mjs",
    )
    names = {
        node["id"]: node["name"]
        for source in output["sources"].values()
        for node in immutables(source["ast"])
    }
    return {
        name: solc_artifact(output["contracts"][f"contracts/{name}.sol"][name], names) for name in CONTRACTS
    }


def solc_artifact(compiled: Built, names: dict[int, str]) -> Built:
    """One contract of a standard JSON output."""
    runtime = compiled["evm"]["deployedBytecode"]
    places = runtime["immutableReferences"].items()
    return {
        "abi": compiled["abi"],
        "bytecode": "0x" + compiled["evm"]["bytecode"]["object"],
        "deployedBytecode": "0x" + runtime["object"],
        "immutables": {names[int(id_)]: sorted(place["start"] for place in found) for id_, found in places},
    }


def sources() -> Iterator[tuple[str, str]]:
    """Each file that a contract reaches by imports, once: its name for the compiler, and its text."""
    waiting = [f"contracts/{name}.sol" for name in CONTRACTS]
    seen = set(waiting)
    while waiting:
        name = waiting.pop()
        text = ((ROOT / "node_modules" if name.startswith("@") else ROOT) / name).read_text(encoding="utf-8")
        yield name, text
        for target in IMPORT.findall(text):
            found = os.path.normpath(Path(name).parent / target) if target.startswith(".") else target
            if found not in seen:
                seen.add(found)
                waiting.append(found)


def immutables(node: object) -> Iterator[Built]:
    """Every declaration of an immutable below a node of the syntax tree."""
    if isinstance(node, dict):
        if node.get("mutability") == "immutable":
            yield node
        node = list(node.values())
    if isinstance(node, list):
        for child in node:
            yield from immutables(child)


def package_data(name: str, built: Built, compiler: Built) -> Built:
    """The file for one contract. `immutables`: name to byte offsets of its 32-byte words in `deployedBytecode`,
    which holds zeros there; `codeHash`: keccak-256 of those bytes, a deployed contract's if it has no immutables.
    """
    code = bytes.fromhex(built["deployedBytecode"][2:])
    return {"contractName": name, **built, "codeHash": "0x" + keccak256(code).hex(), "compiler": compiler}


def differences(name: str, left_name: str, left: Built, right_name: str, right: Built) -> Iterator[str]:
    """A line for each fact of `left` that is another one in `right`."""
    for key, value in left.items():
        other = right.get(key)
        if value == other:
            continue
        if isinstance(value, str) and isinstance(other, str):
            at = next((i for i, (a, b) in enumerate(zip(value, other, strict=False)) if a != b), "the end")
            yield f"{name}.{key}: {left_name} and {right_name} differ from character {at} on"
        else:
            yield f"{name}.{key}: {left_name} and {right_name} are not the same"


if __name__ == "__main__":
    sys.exit(main())
