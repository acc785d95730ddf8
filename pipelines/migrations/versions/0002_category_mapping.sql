-- The mapping file of LIFETRACER_CATEGORIES, as the transform last read it; empty = the mapping that ships counts.
create table raw.category_mapping (
    line integer primary key,
    match_type text not null check (match_type in ('project_name', 'project_color', 'client_name')),
    match_value text not null,
    personal_category text not null
);
