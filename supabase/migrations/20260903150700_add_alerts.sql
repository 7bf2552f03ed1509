-- What a person must look at: one row from its first sight to its end, so that it is told once and its end as well. What is
-- told is marked after it was told: whoever dies in between tells it again, under the same id.
set role tl_owner;

create table data.alerts (
  alert_id uuid not null default gen_random_uuid(),
  -- Null: of the region as a whole.
  workspace_id uuid,
  code text not null,
  subject text not null,
  detail jsonb not null,
  opened_at timestamptz not null,
  resolved_at timestamptz,
  opening_told boolean not null default false,
  end_told boolean not null default false,
  constraint alerts_pkey primary key (alert_id)
);
create unique index alerts_open_idx on data.alerts (code, subject) where resolved_at is null;
create index alerts_untold_idx on data.alerts (opened_at) where not opening_told or resolved_at is not null and not end_told;
alter table data.alerts enable row level security;
alter table data.alerts force row level security;
create policy "functions of the owner use alerts" on data.alerts to tl_owner using (true) with check (true);
create policy "members can view their alerts" on data.alerts for select to authenticated
  using (workspace_id = (select data.member_workspace()));
grant select on data.alerts to authenticated;

create function data.alert_json(a data.alerts) returns jsonb
language sql stable set search_path = '' as $$
  select jsonb_build_object(
    'alertId', a.alert_id, 'workspaceId', a.workspace_id, 'code', a.code, 'subject', a.subject, 'detail', a.detail,
    'openedAt', data.iso(a.opened_at), 'resolvedAt', data.iso(a.resolved_at)
  )
$$;

create type data.firing as ("workspaceId" uuid, subject text, detail jsonb);

-- All that this code finds wrong now: what is new opens, what is gone ends.
create function api.settle_alerts(found_code text, firing jsonb, now_at timestamptz) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  changed data.alerts[];
  ended data.alerts[];
begin
  perform pg_advisory_xact_lock(hashtextextended('tracklayer alerts ' || found_code, 0));
  with opened as (
    insert into data.alerts as a (workspace_id, code, subject, detail, opened_at)
    select f."workspaceId", found_code, f.subject, f.detail, now_at
    from jsonb_populate_recordset(null::data.firing, firing) as f
    where not exists (
      select from data.alerts as o where o.code = found_code and o.subject = f.subject and o.resolved_at is null
    )
    returning a
  )
  select array_agg(a) into changed from opened;
  with gone as (
    update data.alerts as a
    set resolved_at = now_at
    where a.code = found_code and a.resolved_at is null and not exists (
      select from jsonb_populate_recordset(null::data.firing, firing) as f where f.subject = a.subject
    )
    returning a
  )
  select array_agg(a) into ended from gone;
  delete from data.alerts where resolved_at < now_at - interval '30 days';
  return jsonb_build_object(
    'opened', (select coalesce(jsonb_agg(data.alert_json(a)), '[]') from unnest(changed) as a),
    'resolved', (select coalesce(jsonb_agg(data.alert_json(a)), '[]') from unnest(ended) as a)
  );
end
$$;
grant execute on function api.settle_alerts(text, jsonb, timestamptz) to tl_maintainer;

create function api.untold_alerts() returns jsonb
language sql stable security definer set search_path = '' as $$
  select coalesce(jsonb_agg(data.alert_json(a) || jsonb_build_object('openingTold', a.opening_told) order by a.opened_at), '[]')
  from data.alerts as a
  where not a.opening_told or a.resolved_at is not null and not a.end_told
$$;
grant execute on function api.untold_alerts() to tl_maintainer;

create function api.mark_alert_told(alert uuid, is_end boolean) returns void
language sql security definer set search_path = '' as $$
  update data.alerts set opening_told = true, end_told = end_told or is_end where alert_id = alert
$$;
grant execute on function api.mark_alert_told(uuid, boolean) to tl_maintainer;

-- One process of many does what is due: who asks first within its time.
create table data.duties (
  name text not null,
  done_at timestamptz not null,
  constraint duties_pkey primary key (name)
);
alter table data.duties enable row level security;
alter table data.duties force row level security;
create policy "functions of the owner use duties" on data.duties to tl_owner using (true) with check (true);

create function api.claim_duty(duty text, every_seconds integer, now_at timestamptz) returns boolean
language plpgsql security definer set search_path = '' as $$
begin
  insert into data.duties as d (name, done_at)
  values (duty, now_at)
  on conflict (name) do update set done_at = now_at
  -- A clock that was set back must not end a duty for that long.
  where d.done_at <= now_at - make_interval(secs => every_seconds) or d.done_at > now_at + interval '5 minutes';
  return found;
end
$$;
grant execute on function api.claim_duty(text, integer, timestamptz) to tl_maintainer;

reset role;
