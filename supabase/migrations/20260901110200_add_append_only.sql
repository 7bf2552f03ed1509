-- What is evidence is only ever added to.
set role tl_owner;

create function control.refuse_change() returns trigger
language plpgsql set search_path = '' as $$
begin
  raise exception '%.% is append-only', tg_table_schema, tg_table_name using errcode = 'insufficient_privilege';
end
$$;

reset role;
