"""The statements on `app.settings`, for sessions of either kind (psycopg's blocking and its asynchronous ones)."""

CURRENT = "select name, value from app.settings where valid_to is null"
ROWS = "select name, value, version, set_by, valid_from from app.settings where valid_to is null"
HISTORY = """
select name, version, value, set_by, valid_from, valid_to
from app.settings
order by valid_from desc, name, version desc
"""
# name, value, set_by
SET = "select * from app.set_setting(%s, %s, %s, clock_timestamp())"
# PostgreSQL may know other zones than Python does, and refuses an unknown one.
ZONE_IS_KNOWN = "select now() at time zone %s"
