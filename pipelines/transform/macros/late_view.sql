{#
A view that outlives the tables it reads. dbt replaces a table by dropping the old one with all that depends on it, so
an ordinary view on it is gone until dbt comes to it, and stays gone when a test fails before. PostgreSQL does not look
into the body of a function that is a text, so here the view reads a function, and the function finds its tables by name
when it is called. The planner puts such a function into the query, so a filter still reaches the tables.
#}
{% materialization late_view, adapter='postgres' %}
    {%- set target_relation = this.incorporate(type='view') -%}
    {%- set function_name = adapter.quote(this.schema) ~ '.' ~ adapter.quote('rows_of_' ~ this.identifier) -%}
    {%- set columns = [] -%}
    {%- for column in model.columns.values() -%}
        {%- do columns.append(adapter.quote(column.name) ~ ' ' ~ column.data_type) -%}
    {%- endfor -%}

    {{ run_hooks(pre_hooks) }}
    {{ get_assert_columns_equivalent(sql) }}

    {# One transaction: who reads meanwhile waits for a moment and finds the new one. #}
    {% call statement('main') -%}
        drop view if exists {{ target_relation }};
        drop function if exists {{ function_name }}();
        create function {{ function_name }}() returns table ({{ columns | join(', ') }})
        language sql stable
        as $late_view$
            {{ sql }}
        $late_view$;
        create view {{ target_relation }} as
        select {% for column in model.columns.values() %}{{ adapter.quote(column.name) }}{{ ', ' if not loop.last }}
        {%- endfor %}
        from {{ function_name }}();
    {%- endcall %}

    {{ adapter.commit() }}
    {{ run_hooks(post_hooks) }}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}
