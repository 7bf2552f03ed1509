-- One row: which master key made this installation. Another one could open nothing here.
set role tl_owner;

create table control.installation (
  only_row boolean not null default true,
  master_key_fingerprint text not null,
  created_at timestamptz not null default now(),
  constraint installation_pkey primary key (only_row),
  constraint installation_is_one_row check (only_row)
);
alter table control.installation enable row level security;
alter table control.installation force row level security;
create policy "functions of the owner use installation" on control.installation to tl_owner using (true) with check (true);

reset role;
