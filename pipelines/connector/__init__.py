"""The connector stage: what a person logged, as received, into schema `raw`."""
