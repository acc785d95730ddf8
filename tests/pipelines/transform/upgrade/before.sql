SET check_function_bodies = off;
SELECT pg_catalog.set_config('search_path', '', false);
CREATE FUNCTION marts.rows_of_daily_targets() RETURNS TABLE(local_date date, day_type text, category text, minutes integer, direction text, priority integer, target_id uuid, version integer)
    LANGUAGE sql STABLE
    AS $$
            
select distinct on (days.local_date, targets.category)
    days.local_date,
    days.day_type,
    targets.category,
    targets.minutes,
    targets.direction,
    targets.priority,
    targets.id as target_id,
    targets.version
from "core"."dim_date" as days
inner join "app"."targets" as targets
    on
        targets.day_type in ('all', days.day_type)
        and targets.valid_from < days.day_end_at
        and days.day_end_at <= coalesce(targets.valid_to, 'infinity')
order by days.local_date, targets.category, targets.day_type = 'all', targets.version desc
        $$;
CREATE FUNCTION marts.rows_of_estimate_accuracy() RETURNS TABLE(target_date date, category text, method text, minutes double precision, lower double precision, upper double precision, actual_minutes double precision, is_complete boolean, calculated_at timestamp with time zone)
    LANGUAGE sql STABLE
    AS $$
            
with ranked as (
    select
        estimates.*,
        -- By day and not by category: what the last snapshot left out is not taken from an older one.
        rank() over (partition by estimates.target_date order by estimates.calculated_at desc) as age
    from "analyzer"."estimates" as estimates
    inner join "core"."dim_date" as days on estimates.target_date = days.local_date
    cross join "core"."int_run" as run
    where
        estimates.calculated_at < days.day_start_at
        and estimates.target_date < run.today
)
select
    ranked.target_date,
    ranked.category,
    ranked.method,
    ranked.minutes,
    ranked.lower,
    ranked.upper,
    cast(actual.seconds as double precision) / 60 as actual_minutes,
    actual.is_complete,
    ranked.calculated_at
from ranked
inner join "marts"."daily_actual" as actual
    on ranked.target_date = actual.local_date and ranked.category = actual.category
where ranked.age = 1
        $$;
CREATE FUNCTION marts.rows_of_latest_estimates() RETURNS TABLE(target_date date, category text, category_order integer, color text, minutes double precision, lower double precision, upper double precision, method text, calculated_at timestamp with time zone)
    LANGUAGE sql STABLE
    AS $$
            
with ranked as (
    select
        estimates.*,
        rank() over (partition by estimates.target_date order by estimates.calculated_at desc) as age
    from "analyzer"."estimates" as estimates
    cross join "core"."int_run" as run
    where estimates.target_date >= run.today
)
select
    ranked.target_date,
    ranked.category,
    -- A category that the mapping no longer holds stands last.
    coalesce(categories.category_order, 10000) as category_order,
    coalesce(categories.color, '#a6a6a6') as color,
    ranked.minutes,
    ranked.lower,
    ranked.upper,
    ranked.method,
    ranked.calculated_at
from ranked
left join "core"."dim_category" as categories on ranked.category = categories.category
where ranked.age = 1
        $$;
CREATE FUNCTION marts.rows_of_source_status() RETURNS TABLE(service text, last_synced_at timestamp with time zone, row_count integer, quota_remaining integer, quota_resets_at timestamp with time zone)
    LANGUAGE sql STABLE
    AS $$
            
with counts as (
    -- v9 wins where both endpoints show an entry, also when it is deleted there.
    select 'toggl' as service, count(*) as row_count
    from (
        select entry_id from "staging"."stg_toggl__time_entries" where not is_deleted
        union
        select report_entries.entry_id
        from "staging"."stg_toggl__report_time_entries" as report_entries
        where
            not report_entries.is_deleted
            and not exists (
                select 1
                from "staging"."stg_toggl__time_entries" as v9_entries
                where v9_entries.entry_id = report_entries.entry_id
            )
    ) as entries
    union all
    select 'toggl_csv', count(*) from "staging"."stg_toggl_csv__time_entries" where not is_deleted
    union all
    select 'gcal', count(*) from "staging"."stg_gcal__events" where not is_deleted
    union all
    select 'ics', count(*) from "staging"."stg_ics__events" where not is_deleted
    union all
    select 'activitywatch', count(*) from "staging"."stg_activitywatch__events" where not is_deleted
)
select
    counts.service,
    state.last_synced_at,
    cast(counts.row_count as integer) as row_count,
    state.quota_remaining,
    state.quota_resets_at
from counts
left join "staging"."stg_sync_state" as state on state.service = counts.service
        $$;
CREATE TABLE core.categories (
    match_type text,
    match_value text,
    personal_category text
);
CREATE TABLE core.category_groups (
    category text,
    category_order integer,
    coarse_category text,
    social_category text,
    color text
);
CREATE TABLE core.dim_category (
    category text,
    category_order integer,
    coarse_category text,
    social_category text,
    color text
);
CREATE TABLE core.dim_date (
    local_date date,
    day_start_at timestamp with time zone,
    day_end_at timestamp with time zone,
    length_seconds integer,
    iso_year integer,
    iso_week integer,
    weekday integer,
    day_type text,
    holiday_name text
);
CREATE TABLE core.fct_time_actual (
    id text,
    entry_id text,
    local_date date,
    start_at timestamp with time zone,
    end_at timestamp with time zone,
    duration_seconds integer,
    counted_seconds integer,
    description text,
    project_name text,
    project_color text,
    client_name text,
    tag_names text[],
    is_billable boolean,
    category text,
    coarse_category text,
    social_category text,
    source text
);
CREATE TABLE core.fct_time_plan (
    id text,
    event_id text,
    local_date date,
    start_at timestamp with time zone,
    end_at timestamp with time zone,
    duration_seconds integer,
    title text,
    calendar_name text,
    category text,
    coarse_category text,
    source text
);
CREATE TABLE core.int_plan_events (
    event_id text,
    source text,
    status text,
    started_at timestamp with time zone,
    ended_at timestamp with time zone,
    start_date date,
    end_date date,
    title text,
    calendar_name text,
    color text,
    category text
);
CREATE TABLE core.int_read_spans (
    start_at timestamp with time zone,
    end_at timestamp with time zone
);
CREATE TABLE core.int_run (
    as_of timestamp with time zone,
    timezone text,
    today date,
    last_date date
);
CREATE TABLE core.int_time_account (
    entry_id text,
    local_date date,
    logged_seconds bigint,
    counted_seconds bigint,
    overlap_seconds bigint
);
CREATE TABLE core.int_time_counted (
    entry_id text,
    start_at timestamp with time zone,
    end_at timestamp with time zone
);
CREATE TABLE core.int_time_covered (
    entry_id text,
    source text,
    start_at timestamp with time zone,
    end_at timestamp with time zone,
    counted_end_at timestamp with time zone,
    description text,
    project_name text,
    project_color text,
    client_name text,
    tag_names text[],
    is_billable boolean,
    category text
);
CREATE TABLE core.int_time_entries (
    entry_id text,
    source text,
    status text,
    started_at timestamp with time zone,
    ended_at timestamp with time zone,
    is_open boolean,
    description text,
    project_name text,
    project_color text,
    client_name text,
    tag_names text[],
    is_billable boolean,
    category text
);
CREATE TABLE core.int_time_filled (
    entry_id text,
    source text,
    start_at timestamp with time zone,
    end_at timestamp with time zone,
    counted_end_at timestamp with time zone,
    description text,
    project_name text,
    project_color text,
    client_name text,
    tag_names text[],
    is_billable boolean,
    category text
);
CREATE TABLE core.int_time_observed (
    entry_id text,
    source text,
    start_at timestamp with time zone,
    end_at timestamp with time zone,
    counted_end_at timestamp with time zone,
    description text,
    project_name text,
    project_color text,
    client_name text,
    tag_names text[],
    is_billable boolean,
    category text
);
CREATE TABLE core.int_time_stacked (
    entry_id text,
    started_at timestamp with time zone,
    logged_seconds bigint,
    laid_start_at timestamp with time zone,
    laid_end_at timestamp with time zone,
    laid_number bigint
);
CREATE TABLE marts.calendar_days (
    local_date date,
    day_type text,
    holiday_name text,
    length_seconds integer
);
CREATE TABLE marts.daily_account (
    local_date date,
    entry_count integer,
    logged_seconds bigint,
    counted_seconds bigint,
    overlap_seconds bigint,
    overlap_count integer
);
CREATE TABLE marts.daily_actual (
    local_date date,
    day_type text,
    category text,
    category_order integer,
    coarse_category text,
    seconds integer,
    length_seconds integer,
    is_complete boolean
);
CREATE TABLE marts.daily_categories (
    local_date date,
    category text,
    category_order integer,
    coarse_category text,
    color text,
    seconds integer
);
CREATE TABLE marts.daily_plan (
    local_date date,
    category text,
    category_order integer,
    color text,
    seconds integer
);
CREATE TABLE marts.daily_summary (
    local_date date,
    length_seconds integer,
    covered_seconds integer,
    tracked_seconds integer,
    untracked_seconds integer,
    entry_count integer,
    is_complete boolean,
    is_read boolean
);
CREATE VIEW marts.daily_targets AS
 SELECT local_date,
    day_type,
    category,
    minutes,
    direction,
    priority,
    target_id,
    version
   FROM marts.rows_of_daily_targets() rows_of_daily_targets(local_date, day_type, category, minutes, direction, priority, target_id, version);
CREATE TABLE marts.data_quality (
    as_of timestamp with time zone,
    timezone text,
    first_start_at timestamp with time zone,
    last_end_at timestamp with time zone,
    entry_count integer,
    logged_seconds bigint,
    counted_seconds bigint,
    overlap_seconds bigint,
    overlap_count integer,
    deleted_count integer,
    running_count integer,
    empty_count integer,
    future_count integer,
    hidden_row_count integer,
    unread_day_count integer,
    untracked_seconds bigint,
    tracked_seconds bigint,
    last_synced_at timestamp with time zone
);
CREATE TABLE marts.day_segments (
    local_date date,
    segment_id text,
    entry_id text,
    start_second integer,
    end_second integer,
    category text,
    category_order integer,
    color text,
    description text,
    project_name text,
    start_at timestamp with time zone,
    end_at timestamp with time zone
);
CREATE VIEW marts.estimate_accuracy AS
 SELECT target_date,
    category,
    method,
    minutes,
    lower,
    upper,
    actual_minutes,
    is_complete,
    calculated_at
   FROM marts.rows_of_estimate_accuracy() rows_of_estimate_accuracy(target_date, category, method, minutes, lower, upper, actual_minutes, is_complete, calculated_at);
CREATE VIEW marts.latest_estimates AS
 SELECT target_date,
    category,
    category_order,
    color,
    minutes,
    lower,
    upper,
    method,
    calculated_at
   FROM marts.rows_of_latest_estimates() rows_of_latest_estimates(target_date, category, category_order, color, minutes, lower, upper, method, calculated_at);
CREATE TABLE marts.plan_notes (
    local_date date,
    title text
);
CREATE TABLE marts.plan_segments (
    local_date date,
    segment_id text,
    start_second integer,
    end_second integer,
    category text,
    color text,
    title text
);
CREATE TABLE marts.sleep_nights (
    night_date date,
    first_start_at timestamp with time zone,
    last_end_at timestamp with time zone,
    sleep_seconds integer,
    entry_count integer
);
CREATE VIEW marts.source_status AS
 SELECT service,
    last_synced_at,
    row_count,
    quota_remaining,
    quota_resets_at
   FROM marts.rows_of_source_status() rows_of_source_status(service, last_synced_at, row_count, quota_remaining, quota_resets_at);
CREATE TABLE marts.weekly_categories (
    week_start date,
    category text,
    category_order integer,
    coarse_category text,
    color text,
    seconds integer,
    days integer
);
CREATE VIEW staging.stg_activitywatch__events AS
 WITH source AS (
         SELECT activitywatch__events.source_id,
            activitywatch__events.data,
            activitywatch__events.synced_at,
            activitywatch__events.deleted_at,
            activitywatch__events.api_version
           FROM raw.activitywatch__events
        ), timed AS (
         SELECT source.source_id,
            source.data,
            source.synced_at,
            source.deleted_at,
            source.api_version,
            (NULLIF(btrim((source.data ->> 'timestamp'::text), ' 	
'::text), ''::text))::timestamp with time zone AS exact_start_at
           FROM source
        )
 SELECT source_id AS event_id,
    (data ->> 'type'::text) AS event_type,
    (data ->> 'bucket'::text) AS bucket_id,
    (data ->> 'hostname'::text) AS hostname,
    date_trunc('second'::text, exact_start_at) AS started_at,
    date_trunc('second'::text, (exact_start_at + (((data ->> 'duration'::text))::double precision * '00:00:01'::interval))) AS stopped_at,
    NULLIF(btrim((data ->> 'app'::text), ' 	
'::text), ''::text) AS app_name,
    (data ->> 'status'::text) AS presence,
    (deleted_at IS NOT NULL) AS is_deleted,
    synced_at
   FROM timed;
CREATE VIEW staging.stg_category_mapping AS
 WITH own AS (
         SELECT category_mapping.match_type,
            category_mapping.match_value,
            category_mapping.personal_category
           FROM raw.category_mapping
        ), shipped AS (
         SELECT categories.match_type,
            categories.match_value,
            categories.personal_category
           FROM core.categories
          WHERE (NOT (EXISTS ( SELECT 1
                   FROM own)))
        ), chosen AS (
         SELECT own.match_type,
            own.match_value,
            own.personal_category
           FROM own
        UNION ALL
         SELECT shipped.match_type,
            shipped.match_value,
            shipped.personal_category
           FROM shipped
        )
 SELECT match_type,
        CASE
            WHEN (match_type = 'project_color'::text) THEN ('#'::text || "substring"(lower(btrim(match_value)), '^#?([0-9a-f]{6})$'::text))
            ELSE NULLIF(btrim(match_value, ' 	
'::text), ''::text)
        END AS match_value,
    NULLIF(btrim(personal_category, ' 	
'::text), ''::text) AS personal_category
   FROM chosen;
CREATE VIEW staging.stg_gcal__calendars AS
 WITH source AS (
         SELECT gcal__calendars.source_id,
            gcal__calendars.data,
            gcal__calendars.synced_at,
            gcal__calendars.deleted_at,
            gcal__calendars.api_version
           FROM raw.gcal__calendars
        )
 SELECT source_id AS calendar_id,
    COALESCE(NULLIF(btrim((data ->> 'summaryOverride'::text), ' 	
'::text), ''::text), NULLIF(btrim((data ->> 'summary'::text), ' 	
'::text), ''::text)) AS calendar_name,
    ('#'::text || "substring"(lower(btrim((data ->> 'backgroundColor'::text))), '^#?([0-9a-f]{6})$'::text)) AS color,
    NULLIF(btrim((data ->> 'colorId'::text), ' 	
'::text), ''::text) AS color_id,
    (deleted_at IS NOT NULL) AS is_deleted,
    synced_at
   FROM source;
CREATE VIEW staging.stg_gcal__colors AS
 WITH source AS (
         SELECT gcal__colors.source_id,
            gcal__colors.data,
            gcal__colors.synced_at,
            gcal__colors.deleted_at,
            gcal__colors.api_version
           FROM raw.gcal__colors
        )
 SELECT source_id AS color_key,
    (data ->> 'kind'::text) AS kind,
    (data ->> 'id'::text) AS color_id,
    ('#'::text || "substring"(lower(btrim((data ->> 'background'::text))), '^#?([0-9a-f]{6})$'::text)) AS color,
    (deleted_at IS NOT NULL) AS is_deleted,
    synced_at
   FROM source;
CREATE VIEW staging.stg_gcal__events AS
 WITH source AS (
         SELECT gcal__events.source_id,
            gcal__events.data,
            gcal__events.synced_at,
            gcal__events.deleted_at,
            gcal__events.api_version
           FROM raw.gcal__events
        )
 SELECT source_id AS event_id,
    (data ->> 'calendar_id'::text) AS calendar_id,
    NULLIF(btrim((data ->> 'summary'::text), ' 	
'::text), ''::text) AS title,
    NULLIF(btrim((data ->> 'colorId'::text), ' 	
'::text), ''::text) AS color_id,
    (COALESCE((data ->> 'transparency'::text), 'opaque'::text) = 'transparent'::text) AS is_transparent,
    (data @? '$."attendees"[*]?(@."self" == true && @."responseStatus" == "declined")'::jsonpath) AS is_declined,
    date_trunc('second'::text, (NULLIF(btrim((data #>> '{start,dateTime}'::text[]), ' 	
'::text), ''::text))::timestamp with time zone) AS started_at,
    date_trunc('second'::text, (NULLIF(btrim((data #>> '{end,dateTime}'::text[]), ' 	
'::text), ''::text))::timestamp with time zone) AS ended_at,
    (NULLIF(btrim((data #>> '{start,date}'::text[]), ' 	
'::text), ''::text))::date AS start_date,
    (NULLIF(btrim((data #>> '{end,date}'::text[]), ' 	
'::text), ''::text))::date AS end_date,
    ((deleted_at IS NOT NULL) OR (COALESCE((data ->> 'status'::text), 'confirmed'::text) = 'cancelled'::text)) AS is_deleted,
    synced_at
   FROM source;
CREATE VIEW staging.stg_holidays AS
 SELECT country,
    holiday_date,
    NULLIF(btrim(name, ' 	
'::text), ''::text) AS holiday_name
   FROM raw.holidays;
CREATE VIEW staging.stg_ics__events AS
 WITH source AS (
         SELECT ics__events.source_id,
            ics__events.data,
            ics__events.synced_at,
            ics__events.deleted_at,
            ics__events.api_version
           FROM raw.ics__events
        )
 SELECT source_id AS event_id,
    NULLIF(btrim((data ->> 'calendar'::text), ' 	
'::text), ''::text) AS calendar_name,
    NULLIF(btrim((data ->> 'summary'::text), ' 	
'::text), ''::text) AS title,
    NULLIF(btrim((data ->> 'colorId'::text), ' 	
'::text), ''::text) AS color_id,
    (COALESCE((data ->> 'transparency'::text), 'opaque'::text) = 'transparent'::text) AS is_transparent,
    (data @? '$."attendees"[*]?(@."self" == true && @."responseStatus" == "declined")'::jsonpath) AS is_declined,
    date_trunc('second'::text, (NULLIF(btrim((data #>> '{start,dateTime}'::text[]), ' 	
'::text), ''::text))::timestamp with time zone) AS started_at,
    date_trunc('second'::text, (NULLIF(btrim((data #>> '{end,dateTime}'::text[]), ' 	
'::text), ''::text))::timestamp with time zone) AS ended_at,
    (NULLIF(btrim((data #>> '{start,date}'::text[]), ' 	
'::text), ''::text))::date AS start_date,
    (NULLIF(btrim((data #>> '{end,date}'::text[]), ' 	
'::text), ''::text))::date AS end_date,
    ((deleted_at IS NOT NULL) OR (COALESCE((data ->> 'status'::text), 'confirmed'::text) = 'cancelled'::text)) AS is_deleted,
    synced_at
   FROM source;
CREATE VIEW staging.stg_sync_state AS
 SELECT service,
    last_synced_at,
    quota_remaining,
    quota_resets_at
   FROM raw.sync_state;
CREATE VIEW staging.stg_sync_windows AS
 SELECT service,
    entity,
    workspace_id,
    start_at,
    end_at
   FROM raw.sync_windows;
CREATE VIEW staging.stg_toggl__clients AS
 WITH source AS (
         SELECT toggl__clients.source_id,
            toggl__clients.data,
            toggl__clients.synced_at,
            toggl__clients.deleted_at,
            toggl__clients.api_version
           FROM raw.toggl__clients
        )
 SELECT source_id AS client_id,
    NULLIF(btrim((data ->> 'name'::text), ' 	
'::text), ''::text) AS client_name,
    (deleted_at IS NOT NULL) AS is_deleted,
    synced_at
   FROM source;
CREATE VIEW staging.stg_toggl__me AS
 WITH source AS (
         SELECT toggl__me.source_id,
            toggl__me.data,
            toggl__me.synced_at,
            toggl__me.deleted_at,
            toggl__me.api_version
           FROM raw.toggl__me
        )
 SELECT source_id AS user_id,
    NULLIF(btrim((data ->> 'fullname'::text), ' 	
'::text), ''::text) AS user_name,
    NULLIF(btrim((data ->> 'timezone'::text), ' 	
'::text), ''::text) AS timezone,
    synced_at
   FROM source;
CREATE VIEW staging.stg_toggl__projects AS
 WITH source AS (
         SELECT toggl__projects.source_id,
            toggl__projects.data,
            toggl__projects.synced_at,
            toggl__projects.deleted_at,
            toggl__projects.api_version
           FROM raw.toggl__projects
        )
 SELECT source_id AS project_id,
    NULLIF(btrim((data ->> 'name'::text), ' 	
'::text), ''::text) AS project_name,
    ('#'::text || "substring"(lower(btrim((data ->> 'color'::text))), '^#?([0-9a-f]{6})$'::text)) AS project_color,
    COALESCE((data ->> 'client_id'::text), (data ->> 'cid'::text)) AS client_id,
    (deleted_at IS NOT NULL) AS is_deleted,
    synced_at
   FROM source;
CREATE VIEW staging.stg_toggl__report_time_entries AS
 WITH source AS (
         SELECT toggl__report_time_entries.source_id,
            toggl__report_time_entries.data,
            toggl__report_time_entries.synced_at,
            toggl__report_time_entries.deleted_at,
            toggl__report_time_entries.api_version
           FROM raw.toggl__report_time_entries
        )
 SELECT source_id AS entry_id,
    date_trunc('second'::text, (NULLIF(btrim((data ->> 'start'::text), ' 	
'::text), ''::text))::timestamp with time zone) AS started_at,
    COALESCE(date_trunc('second'::text, (NULLIF(btrim((data ->> 'stop'::text), ' 	
'::text), ''::text))::timestamp with time zone), (date_trunc('second'::text, (NULLIF(btrim((data ->> 'start'::text), ' 	
'::text), ''::text))::timestamp with time zone) + ((COALESCE(((data ->> 'seconds'::text))::bigint, (0)::bigint))::double precision * '00:00:01'::interval))) AS ended_at,
    NULLIF(btrim((data ->> 'description'::text), ' 	
'::text), ''::text) AS description,
    (data ->> 'project_id'::text) AS project_id,
        CASE
            WHEN (jsonb_typeof((data -> 'tag_ids'::text)) = 'array'::text) THEN ARRAY( SELECT jsonb_array_elements_text((source.data -> 'tag_ids'::text)) AS jsonb_array_elements_text)
            ELSE '{}'::text[]
        END AS tag_ids,
    (NOT ((data -> 'billable'::text) IS DISTINCT FROM 'true'::jsonb)) AS is_billable,
    (deleted_at IS NOT NULL) AS is_deleted,
    synced_at
   FROM source;
CREATE VIEW staging.stg_toggl__tags AS
 WITH source AS (
         SELECT toggl__tags.source_id,
            toggl__tags.data,
            toggl__tags.synced_at,
            toggl__tags.deleted_at,
            toggl__tags.api_version
           FROM raw.toggl__tags
        )
 SELECT source_id AS tag_id,
    NULLIF(btrim((data ->> 'name'::text), ' 	
'::text), ''::text) AS tag_name,
    (deleted_at IS NOT NULL) AS is_deleted,
    synced_at
   FROM source;
CREATE VIEW staging.stg_toggl__time_entries AS
 WITH source AS (
         SELECT toggl__time_entries.source_id,
            toggl__time_entries.data,
            toggl__time_entries.synced_at,
            toggl__time_entries.deleted_at,
            toggl__time_entries.api_version
           FROM raw.toggl__time_entries
        )
 SELECT source_id AS entry_id,
    date_trunc('second'::text, (NULLIF(btrim((data ->> 'start'::text), ' 	
'::text), ''::text))::timestamp with time zone) AS started_at,
    COALESCE(date_trunc('second'::text, (NULLIF(btrim((data ->> 'stop'::text), ' 	
'::text), ''::text))::timestamp with time zone),
        CASE
            WHEN (COALESCE(((data ->> 'duration'::text))::bigint, (0)::bigint) >= 0) THEN (date_trunc('second'::text, (NULLIF(btrim((data ->> 'start'::text), ' 	
'::text), ''::text))::timestamp with time zone) + ((COALESCE(((data ->> 'duration'::text))::bigint, (0)::bigint))::double precision * '00:00:01'::interval))
            ELSE NULL::timestamp with time zone
        END) AS ended_at,
    NULLIF(btrim((data ->> 'description'::text), ' 	
'::text), ''::text) AS description,
    COALESCE((data ->> 'project_id'::text), (data ->> 'pid'::text)) AS project_id,
        CASE
            WHEN (jsonb_typeof((data -> 'tag_ids'::text)) = 'array'::text) THEN ARRAY( SELECT jsonb_array_elements_text((source.data -> 'tag_ids'::text)) AS jsonb_array_elements_text)
            ELSE '{}'::text[]
        END AS tag_ids,
        CASE
            WHEN (jsonb_typeof((data -> 'tags'::text)) = 'array'::text) THEN ARRAY( SELECT jsonb_array_elements_text((source.data -> 'tags'::text)) AS jsonb_array_elements_text)
            ELSE '{}'::text[]
        END AS tag_names,
    (NOT ((data -> 'billable'::text) IS DISTINCT FROM 'true'::jsonb)) AS is_billable,
    ((deleted_at IS NOT NULL) OR ((data ->> 'server_deleted_at'::text) IS NOT NULL)) AS is_deleted,
    synced_at
   FROM source;
CREATE VIEW staging.stg_toggl__workspaces AS
 WITH source AS (
         SELECT toggl__workspaces.source_id,
            toggl__workspaces.data,
            toggl__workspaces.synced_at,
            toggl__workspaces.deleted_at,
            toggl__workspaces.api_version
           FROM raw.toggl__workspaces
        )
 SELECT source_id AS workspace_id,
    NULLIF(btrim((data ->> 'name'::text), ' 	
'::text), ''::text) AS workspace_name,
    (deleted_at IS NOT NULL) AS is_deleted,
    synced_at
   FROM source;
CREATE VIEW staging.stg_toggl_csv__time_entries AS
 WITH source AS (
         SELECT toggl_csv__time_entries.source_id,
            toggl_csv__time_entries.data,
            toggl_csv__time_entries.synced_at,
            toggl_csv__time_entries.deleted_at,
            toggl_csv__time_entries.api_version
           FROM raw.toggl_csv__time_entries
        ), timed AS (
         SELECT source.source_id,
            source.data,
            source.synced_at,
            source.deleted_at,
            source.api_version,
            COALESCE(date_trunc('second'::text, (NULLIF(btrim((source.data ->> 'started_at'::text), ' 	
'::text), ''::text))::timestamp with time zone), (((((source.data ->> 'Start date'::text) || ' '::text) || (source.data ->> 'Start time'::text)))::timestamp without time zone AT TIME ZONE (source.data ->> 'timezone'::text))) AS started_at
           FROM source
        )
 SELECT source_id AS entry_id,
    started_at,
    COALESCE(date_trunc('second'::text, (NULLIF(btrim((data ->> 'ended_at'::text), ' 	
'::text), ''::text))::timestamp with time zone), date_trunc('second'::text, (NULLIF(btrim((data ->> 'file_ended_at'::text), ' 	
'::text), ''::text))::timestamp with time zone), (started_at + COALESCE((NULLIF(btrim((data ->> 'Duration'::text), ' 	
'::text), ''::text))::interval, '00:00:00'::interval))) AS ended_at,
    ((data ? 'file_ended_at'::text) AND (NOT (data ? 'ended_at'::text))) AS is_open,
    NULLIF(btrim((data ->> 'Description'::text), ' 	
'::text), ''::text) AS description,
    NULLIF(btrim((data ->> 'Project'::text), ' 	
'::text), ''::text) AS project_name,
    NULLIF(btrim((data ->> 'Client'::text), ' 	
'::text), ''::text) AS client_name,
        CASE
            WHEN (NULLIF(btrim((data ->> 'Tags'::text), ' 	
'::text), ''::text) IS NULL) THEN '{}'::text[]
            ELSE regexp_split_to_array(NULLIF(btrim((data ->> 'Tags'::text), ' 	
'::text), ''::text), '\s*,\s*'::text)
        END AS tag_names,
    (NOT (lower(NULLIF(btrim((data ->> 'Billable'::text), ' 	
'::text), ''::text)) IS DISTINCT FROM 'yes'::text)) AS is_billable,
    (NOT ((data -> 'other_account'::text) IS DISTINCT FROM 'true'::jsonb)) AS is_other_account,
    (deleted_at IS NOT NULL) AS is_deleted,
    synced_at
   FROM timed;
CREATE INDEX "5b41656d5f68ccd92ce7f010b20971b3" ON core.int_time_stacked USING btree (laid_start_at);
