-- name: put
insert into app.secrets (source, ciphertext, account) values (%s, %s, %s)
on conflict (source) do update
set ciphertext = excluded.ciphertext, account = excluded.account, stored_at = now()

-- name: find
select source, ciphertext, account, stored_at from app.secrets where source = %s

-- name: find_all
select source, ciphertext, account, stored_at from app.secrets

-- name: delete
delete from app.secrets where source = %s
