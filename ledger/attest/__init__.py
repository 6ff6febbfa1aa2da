"""The documents a bank receives, attestation and dossier: built, serialised, parsed; not yet believed."""
