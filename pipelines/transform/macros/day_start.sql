{#
The instant at which a local date begins. PostgreSQL reads a midnight that the clock skips as the instant of the change,
which is right; of a midnight that happens twice (Havana in autumn) it takes the second, where the day begins at the
first.
#}
{% macro day_start(date, timezone) -%}
    case
        when
            cast(
                ((cast({{ date }} as timestamp) at time zone {{ timezone }}) - interval '1 hour')
                at time zone {{ timezone }} as date
            ) = {{ date }}
            then (cast({{ date }} as timestamp) at time zone {{ timezone }}) - interval '1 hour'
        else cast({{ date }} as timestamp) at time zone {{ timezone }}
    end
{%- endmacro %}
