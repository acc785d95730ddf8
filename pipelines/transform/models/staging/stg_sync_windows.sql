select
    service,
    entity,
    start_at,
    end_at
from {{ source('raw', 'sync_windows') }}
