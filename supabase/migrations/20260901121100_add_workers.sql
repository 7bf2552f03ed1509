-- A worker is dead when its counter stands still: clocks of two machines are never compared.
set role tl_owner;

create table data.workers (
  worker_id text not null,
  counter bigint not null,
  seen_at timestamptz not null default now(),
  constraint workers_pkey primary key (worker_id)
);
alter table data.workers enable row level security;
alter table data.workers force row level security;
create policy "functions of the owner use workers" on data.workers to tl_owner using (true) with check (true);

reset role;
