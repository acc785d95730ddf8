"""How the service is seen from outside: logs, metrics, spans, and the webhook that is told of failures."""
