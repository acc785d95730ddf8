{#
Table and view in one statement of SQL each, where dbt sends eight and five and keeps account of every renaming: most of
a small build is this, and not the queries. The new relation takes the place of the old one within one transaction, as
it does in dbt, so a reader waits for a moment and finds the new one.
#}
{% materialization table, adapter='postgres' %}
    {%- set target_relation = this.incorporate(type='table') -%}
    {%- set new_relation = make_intermediate_relation(target_relation) -%}

    {{ run_hooks(pre_hooks) }}

    {# The next models read the table before autovacuum has seen it; without statistics their joins become nested loops. #}
    {% call statement('main') -%}
        {{ get_create_table_as_sql(False, new_relation, sql) }}
        {%- for index in config.get('indexes', default=[]) %}
        {{ get_create_index_sql(new_relation, index) }};
        {%- endfor %}
        analyze {{ new_relation }};
        {{ drop_old(load_cached_relation(this)) }}
        alter table {{ new_relation }} rename to {{ adapter.quote(this.identifier) }};
    {%- endcall %}

    {{ adapter.commit() }}
    {{ run_hooks(post_hooks) }}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}

{% materialization view, adapter='postgres' %}
    {%- set target_relation = this.incorporate(type='view') -%}

    {{ run_hooks(pre_hooks) }}

    {% call statement('main') -%}
        {{ drop_old(load_cached_relation(this)) }}
        {{ get_create_view_as_sql(target_relation, sql) }}
    {%- endcall %}

    {{ adapter.commit() }}
    {{ run_hooks(post_hooks) }}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}

{% macro drop_old(relation) -%}
    {% if relation is not none %}drop {{ relation.type }} if exists {{ relation }} cascade;{% endif %}
{%- endmacro %}
