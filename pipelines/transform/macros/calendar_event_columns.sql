{# Columns of an event in Google's shape; imported files are stored in the same shape. #}
{% macro calendar_event_columns() -%}
    {{ stripped("data ->> 'summary'") }} as title,
    {{ stripped("data ->> 'colorId'") }} as color_id,
    coalesce(data ->> 'transparency', 'opaque') = 'transparent' as is_transparent,
    -- The person's own answer to an invitation.
    data @? '$.attendees[*] ? (@.self == true && @.responseStatus == "declined")' as is_declined,
    {{ instant("data #>> '{start,dateTime}'") }} as started_at,
    {{ instant("data #>> '{end,dateTime}'") }} as ended_at,
    cast({{ stripped("data #>> '{start,date}'") }} as date) as start_date,
    cast({{ stripped("data #>> '{end,date}'") }} as date) as end_date,
    deleted_at is not null or coalesce(data ->> 'status', 'confirmed') = 'cancelled' as is_deleted,
    synced_at
{%- endmacro %}
