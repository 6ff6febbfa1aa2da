"""Ids of the contracts' layouts in state: keccak of the rows of each table in docs/records.md, section 8.

A verifier reads words by these layouts and no other; a trust root that names another one is not for this version.
"""

MEMBER_REGISTRY = bytes.fromhex("f2bbcda7021601b7217e4de60488807fbb2fc91d3e3eedd0723dd329dbf53d56")
CREDIT_LEDGER = bytes.fromhex("556a5d4ce68be6f89081a3eae30ecf9bc3b8f6bf68f9f11e5556370bcf3b3733")
ATTESTATION_REGISTRY = bytes.fromhex("658863df7225ea1d35cede7b6615a0714ac1397e28f96ed896c278455820e1d6")
