select
    service,
    entity,
    workspace_id,
    start_at,
    end_at
from {{ source('raw', 'sync_windows') }}
