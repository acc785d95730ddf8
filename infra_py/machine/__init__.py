"""What runs on the machine: its cloud-config and its files."""
