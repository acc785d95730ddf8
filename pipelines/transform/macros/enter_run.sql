{# Before a model or seed is written, in its transaction: the database refuses the sessions of a run that another worker
   has taken over. Without a worker there is no run, and nothing to call. #}
{% macro enter_run() %}
do $$
begin
    if current_setting('lifetracer.run', true) <> '' then
        perform gateway.enter_run(current_setting('lifetracer.run'));
    end if;
end
$$
{% endmacro %}
