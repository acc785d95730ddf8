select
    local_date,
    day_type,
    holiday_name,
    length_seconds
from {{ ref('dim_date') }}
