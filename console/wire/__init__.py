"""The answers of the gateway, as far as the pages read them; other fields are ignored.

docs/http-api.md and the gateway's `/openapi.json` describe them; tests/console/test_wire.py compares both.
"""
