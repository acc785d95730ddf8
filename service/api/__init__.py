"""The HTTP API: JSON in and out, problems by RFC 9457, every type also in the OpenAPI document."""
