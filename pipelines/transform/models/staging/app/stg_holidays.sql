select
    country,
    holiday_date,
    {{ stripped('name') }} as holiday_name
from {{ source('raw', 'holidays') }}
