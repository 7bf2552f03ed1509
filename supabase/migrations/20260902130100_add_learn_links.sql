-- New links of a batch. Who is linked to 32 others is no person but a till or a shared address: nothing more is learned
-- of it, so that one refusal at a counter does not refuse for a town and no read grows without bound.
set role tl_owner;

create type data.link as ("subjectKey" uuid, "subjectKind" text, "otherKey" uuid, "otherKind" text);

create function data.learn_links(news data.ingest_news[], at_home bigint[]) returns void
language sql set search_path = '' as $$
  with learned as (
    select distinct n."workspaceId", l.*
    from unnest(news) as n
    cross join jsonb_populate_recordset(null::data.link, n.links) as l
    where n.ordinality = any (at_home)
  )
  insert into data.consent_links (workspace_id, subject_key, subject_kind, other_key, other_kind)
  select "workspaceId", "subjectKey", "subjectKind", "otherKey", "otherKind"
  from learned as l
  where (
    select count(*) from data.consent_links as c
    where c.workspace_id = l."workspaceId" and c.subject_key = l."subjectKey"
  ) < 32
  order by "workspaceId", "subjectKey", "otherKey"
  on conflict do nothing
$$;

reset role;
