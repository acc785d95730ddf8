select
    local_date,
    day_start_at,
    day_end_at,
    day_type,
    holiday_name,
    length_seconds
from {{ ref('dim_date') }}
