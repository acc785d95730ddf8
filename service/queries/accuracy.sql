-- How good estimates were: API and command line read the same scores.

-- name: mode
-- The mode of the newest snapshot.
select mode
from analyzer.snapshots
order by calculated_at desc, revision desc
limit 1;

-- name: points
-- The last estimate before each of the past days began, with what happened; the newest day first, null = every category.
select
    accuracy.target_date as date,
    accuracy.category,
    accuracy.category_key,
    case when accuracy.any_chance is not null then accuracy.median end as median,
    accuracy.lower,
    accuracy.upper,
    accuracy.minutes as mean,
    accuracy.any_chance,
    accuracy.actual_minutes as actual
from marts.estimate_accuracy as accuracy
left join core.dim_category as categories on accuracy.category_key = categories.category_key
where
    not accuracy.is_during
    and accuracy.target_date >= %(first)s
    and (%(category_key)s::text is null or accuracy.category_key = %(category_key)s)
order by accuracy.target_date desc, categories.category_order, accuracy.category_key collate "C";

-- name: snapshot_scores
-- Of all categories together first. A snapshot without chances is of a version before the mixture and is not scored.
with scored as (
    select
        target_date,
        category,
        category_key,
        any_chance,
        abs(actual_minutes - median) as error,
        -- Half of the last digit that is stored.
        (actual_minutes between lower - 0.005 and upper + 0.005)::integer as inside,
        (actual_minutes > 0)::integer as happened
    from marts.estimate_accuracy
    where
        not is_during
        and target_date >= %(first)s
        and any_chance is not null
        -- In whole-day mode an estimate fills the day, and a day that was half tracked cannot be compared with it.
        and (is_complete or %(mode)s::text is distinct from 'whole-day')
        and (%(category_key)s::text is null or category_key = %(category_key)s)
)

select
    case when grouping(category_key) = 0 then max(category) end as category,
    category_key,
    count(distinct target_date) as days,
    count(*) as estimates,
    avg(error) as mean_absolute_error,
    avg(inside)::double precision as inside_share,
    avg(any_chance) as mean_any_chance,
    avg(happened)::double precision as any_time_share,
    avg((any_chance - happened) ^ 2) as any_chance_brier
from scored
group by grouping sets ((), (category_key))
having count(*) > 0
order by grouping(category_key) desc, mean_absolute_error desc, category_key collate "C";

-- name: backtest
-- The scores of the newest backtest, the best CRPS first.
with newest as (
    select *
    from analyzer.backtests
    where calculated_at = (select max(calculated_at) from analyzer.backtests)
),

yardstick as (
    select nullif(crps, 0) as crps
    from newest
    where method = 'last_week'
)

select
    newest.calculated_at,
    newest.method,
    not newest.chosen as is_yardstick,
    newest.crps,
    newest.crps / (select crps from yardstick) as relative_crps,
    newest.mae,
    newest.rmse,
    newest.missed_below as misses_below,
    newest.missed_above as misses_above,
    newest.dense as dense_intervals,
    newest.coverage as inside_share,
    newest.days
from newest
order by newest.crps nulls last, newest.mae, newest.method collate "C";
