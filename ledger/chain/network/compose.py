"""A compose file for Besu's official image (Compose Specification). The keys come opened, from a folder in memory:

`tradeline network unlock` writes them there, and they end with it. Not run by this project's tests: docs/network.md.
"""

from pathlib import Path

from ledger.chain.network import besu
from ledger.chain.network.directory import Directory
from ledger.chain.network.plan import Plan, Validator

IMAGE = "hyperledger/besu:26.8.0"
_IN_CONTAINER = Path("/network")


def compose(plan: Plan) -> str:
    """`compose.yaml`: a service a node, each on the host's own network: ports and peers are those of the plan."""
    services = "".join(_service(plan, each) for each in plan.validators)
    secrets = "".join(
        f"  node-key-{each.number}:\n    file: ${{TRADELINE_KEYS:?a folder that `tradeline network unlock` filled}}"
        f"/{each.number}.key\n"
        for each in plan.validators
    )
    return f"services:\n{services}secrets:\n{secrets}"


def _service(plan: Plan, validator: Validator) -> str:
    number = validator.number
    there = Directory(_IN_CONTAINER)
    _, *options = besu.argv(
        _IN_CONTAINER,
        there,
        plan,
        validator,
        f"/run/secrets/node-key-{number}",
    )
    lines = "".join(f'      - "{option}"\n' for option in options)
    return (
        f"  node-{number}:\n"
        f"    image: {IMAGE}\n"
        "    user: ${TRADELINE_USER:?uid:gid of the folder's owner}\n"
        "    network_mode: host\n"
        "    restart: unless-stopped\n"
        "    read_only: true\n"
        "    cap_drop: [ALL]\n"
        "    security_opt: [no-new-privileges:true]\n"
        "    tmpfs: [/tmp]\n"
        "    stop_grace_period: 2m\n"
        f"    secrets: [node-key-{number}]\n"
        "    volumes:\n"
        f"      - .:{_IN_CONTAINER}:ro\n"
        f"      - ./nodes/{number}:{_IN_CONTAINER}/nodes/{number}\n"
        f"    command:\n{lines}"
    )
