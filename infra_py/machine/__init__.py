"""The software side of the machine: its cloud-config and its files."""
