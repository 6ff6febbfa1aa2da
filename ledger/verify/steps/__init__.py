"""One module a step or two; the numbers are those of docs/verification.md."""
