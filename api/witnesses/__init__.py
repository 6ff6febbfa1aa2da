"""What witnesses state about heads of the chain: collected, compared, handed on."""
