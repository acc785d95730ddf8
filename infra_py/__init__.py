"""The Pulumi program that builds the server on Oracle Cloud, and its helper command `python -m infra_py`."""
