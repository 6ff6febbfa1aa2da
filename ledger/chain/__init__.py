"""The chain over JSON-RPC: reading, sending, deploying, and engines to try it on."""
