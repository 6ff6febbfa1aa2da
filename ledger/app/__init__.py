"""Use cases: in what order things happen, over ports that adapters fill."""
