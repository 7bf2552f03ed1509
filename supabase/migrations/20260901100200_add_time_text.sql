-- Times cross the edge as ISO 8601 with milliseconds in UTC, exactly as they came in.
set role tl_owner;

create function data.iso(moment timestamptz) returns text
language sql immutable parallel safe set search_path = '' as $$
  select pg_catalog.to_char(moment at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
$$;

reset role;
