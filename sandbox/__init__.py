"""A sample person and stand-ins of the services that hold their data, speaking the real protocols over HTTP."""
