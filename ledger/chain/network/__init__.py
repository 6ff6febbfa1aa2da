"""A network of validators: what it is made of, how its nodes are started, asked and stopped."""
