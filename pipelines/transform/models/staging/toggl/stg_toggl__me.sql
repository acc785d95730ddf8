with source as (
    select * from {{ source('raw', 'toggl__me') }}
)

select
    source_id as user_id,
    {{ stripped("data ->> 'fullname'") }} as user_name,
    lower({{ stripped("data ->> 'email'") }}) as email,
    {{ stripped("data ->> 'timezone'") }} as timezone,
    synced_at
from source
