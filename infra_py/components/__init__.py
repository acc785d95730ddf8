"""The components of the stack, each a group of cloud resources."""
