{# Readers take the state of the data from the only row. #}

select count(*) as row_count
from {{ ref('data_quality') }}
having count(*) <> 1
