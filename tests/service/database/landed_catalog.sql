-- name: tables
select schemaname, tablename from pg_tables
where schemaname in ('gateway', 'raw', 'core', 'analyzer', 'app') and tablename not in ('schema_version', 'schema_digests')
order by 1, 2

-- name: objects
select 'column', table_schema || '.' || table_name, column_name || ' ' || data_type || ' ' || is_nullable,
    coalesce(column_default, '')
from information_schema.columns where table_schema in ('gateway', 'raw', 'core', 'analyzer', 'app')
union all
select 'index', schemaname || '.' || tablename, indexname, indexdef
from pg_indexes where schemaname in ('gateway', 'raw', 'core', 'analyzer', 'app')
union all
select 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid)
from pg_constraint where connamespace::regnamespace::text in ('gateway', 'raw', 'core', 'analyzer', 'app')
union all
select 'view', schemaname || '.' || viewname, '', definition
from pg_views where schemaname in ('gateway', 'raw', 'core', 'analyzer', 'app')
union all
select 'function', pronamespace::regnamespace::text || '.' || proname, pg_get_function_identity_arguments(oid), prosrc
from pg_proc where pronamespace::regnamespace::text in ('gateway', 'raw', 'core', 'analyzer', 'app')
union all
select 'trigger', tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) from pg_trigger where not tgisinternal
