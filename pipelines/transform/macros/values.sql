{# A text without the blanks around it; null when nothing is left. #}
{% macro stripped(expression) -%}
    nullif(btrim({{ expression }}, E' \t\r\n'), '')
{%- endmacro %}

{# A colour as #rrggbb in lower case, from any case and with or without '#'; null when it is invalid. #}
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

{# Whether a JSON value is true; false for anything else (null, absent). #}
{% macro is_true(expression) -%}
    {{ expression }} is not distinct from cast('true' as jsonb)
{%- endmacro %}

{# A name as it is compared: compatible characters and cases are equal, blanks count once; '' for none. #}
{% macro folded(expression) -%}
    lower(btrim(regexp_replace(normalize(coalesce({{ expression }}, ''), NFKC), '\s+', ' ', 'g')))
{%- endmacro %}

{# The order of ids: those of digits by their numbers, others by their bytes. #}
{% macro id_order(expression) -%}
    length({{ expression }}), {{ expression }} collate "C"
{%- endmacro %}

{# The key of a name: from a joined row of core.name_keys, else nearly the same by SQL; null for no name. #}
{% macro name_key(keys, name) -%}
    case when {{ name }} is not null then coalesce({{ keys }}.category_key, {{ folded(name) }}) end
{%- endmacro %}

{# What the category rules look at, as one id. #}
{% macro subject_id(row) -%}
    md5(cast(
        jsonb_build_array(
            {{ row }}.project_name, {{ row }}.client_name, {{ row }}.tag_names, {{ row }}.description,
            {{ row }}.project_color
        ) as text
    ))
{%- endmacro %}
