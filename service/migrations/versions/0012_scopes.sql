-- Keys that edit without making keys, and keys of a console. Stored keys keep their scope.
alter table gateway.api_keys
    drop constraint api_keys_scope_check,
    add constraint api_keys_scope_check check (scope in ('read', 'run', 'edit', 'console', 'admin'));
