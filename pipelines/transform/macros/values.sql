{# A text without the blanks around it; null when nothing is left. #}
{% macro stripped(expression) -%}
    nullif(btrim({{ expression }}, E' \t\r\n'), '')
{%- endmacro %}

{# A colour as #rrggbb in lower case, from any case and with or without '#'; null when it is no colour. #}
{% macro color(expression) -%}
    '#' || substring(lower(btrim({{ expression }})) from '^#?([0-9a-f]{6})$')
{%- endmacro %}

{# An instant of JSON text, to the second: the gap rule and the sums of days count whole seconds. #}
{% macro instant(expression) -%}
    date_trunc('second', cast({{ stripped(expression) }} as timestamptz))
{%- endmacro %}

{# A JSON array as text[]; anything else (null, absent) is the empty array. #}
{% macro text_array(expression) -%}
    case
        when jsonb_typeof({{ expression }}) = 'array' then array(select jsonb_array_elements_text({{ expression }}))
        else cast('{}' as text[])
    end
{%- endmacro %}
