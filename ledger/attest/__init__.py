"""The documents a bank receives: the attestation (SD-JWT VC) and the dossier around it. Built, serialised, parsed; not yet believed."""
