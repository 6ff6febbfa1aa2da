"""Stand-ins that behave, for what no engine can be made to do at will."""
