-- control: what admins configure. data: what people did, per region. api: the only doors, functions that run as tl_owner.
set role tl_owner;

create schema control;
create schema data;
create schema api;

-- A function is closed until a migration opens it to one role.
alter default privileges revoke execute on functions from public;

grant usage on schema api to tl_ingest, tl_reader, tl_worker, tl_control, tl_maintainer;
grant usage on schema data to authenticated;

reset role;
