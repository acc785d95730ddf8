"""The statements on what was applied. Those without a schema run after IN_SCHEMA, so that no name is put into SQL."""

# The schema, for the rest of the transaction.
IN_SCHEMA = "select set_config('search_path', %s, true)"
# Whether a table is there, by its name with its schema.
EXISTS = "select to_regclass(%s) is not null"
REVISION = "select max(version_num) from schema_version"
DIGESTS = "select revision, digest from schema_digests"
CREATE_DIGESTS = """
create table if not exists schema_digests (
    revision text primary key,
    -- SHA-256 of the files of the revision that was applied, as hexadecimal digits.
    digest text not null,
    recorded_at timestamptz not null default now()
)
"""
# revision, digest, revision; nothing for a revision that was not applied.
RECORD = """
insert into schema_digests (revision, digest)
select %s, %s where %s <= (select max(version_num) from schema_version)
on conflict (revision) do nothing
"""
