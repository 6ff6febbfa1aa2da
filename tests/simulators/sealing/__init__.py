"""A consortium that seals: chains of QBFT, IBFT2, IBFT1 and Clique with all that honest and hostile validators do.

Written from the facts about the engines alone, apart from `ledger.proof.consensus`, which is tested on it: its RLP is
`rlp`, its signatures are those of `eth-keys`.
"""
