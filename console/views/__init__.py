"""From answers of the gateway to what a page shows. Pure: no request, no clock, no template."""
