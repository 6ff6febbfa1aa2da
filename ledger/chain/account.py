"""eth-account, without what importing it does to the interpreter.

It loads py_ecc, which sets the recursion limit to 100,000: from then on a few kilobytes of `[[[[…` in any JSON or CBOR
overflow the stack and end the process, where they should end in RecursionError.
"""

import sys

_limit = sys.getrecursionlimit()
try:
    from eth_account import Account
    from eth_account.types import TransactionDictType
finally:
    sys.setrecursionlimit(_limit)

__all__ = ["Account", "TransactionDictType"]
