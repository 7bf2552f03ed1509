-- Times cross the edge as ISO 8601 with milliseconds in UTC, exactly as they came in. Stable and without a search_path
-- of its own, so that it is inlined (every name in it is of pg_catalog): a call a field cost more than the rows.
set role tl_owner;

create function data.iso(moment timestamptz) returns text
language sql stable parallel safe as $$
  select pg_catalog.to_char(moment at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
$$;

reset role;
