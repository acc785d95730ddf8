select
    service,
    last_synced_at
from {{ source('raw', 'sync_state') }}
