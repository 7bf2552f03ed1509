-- Access tokens of vendors that speak OAuth 2, sealed under the workspace's key. One row a destination. Whoever renews
-- holds the row for a while instead of a lock: no transaction stays open while a vendor answers, and poolers in
-- transaction mode have no session locks. Only what `fingerprint` names counts: other credentials start anew.
set role tl_owner;

create table data.oauth_tokens (
  workspace_id uuid not null,
  destination_id uuid not null,
  fingerprint text not null,
  config_version integer not null,
  access_sealed text,
  -- A vendor that rotates: the configured refresh token is used up by now.
  refresh_sealed text,
  renew_at timestamptz,
  expires_at timestamptz,
  holder uuid,
  held_until timestamptz,
  failure_kind text,
  failure_code text,
  failed_until timestamptz,
  constraint oauth_tokens_pkey primary key (workspace_id, destination_id),
  constraint oauth_tokens_failure_known check (failure_kind in ('refused', 'unavailable'))
);
alter table data.oauth_tokens enable row level security;
alter table data.oauth_tokens force row level security;
create policy "functions of the owner use oauth tokens" on data.oauth_tokens to tl_owner using (true) with check (true);

reset role;
