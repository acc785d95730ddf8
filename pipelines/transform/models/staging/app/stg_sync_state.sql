select
    service,
    last_synced_at,
    quota_remaining,
    quota_resets_at
from {{ source('raw', 'sync_state') }}
