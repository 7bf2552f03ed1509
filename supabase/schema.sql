-- Made by test/supabase/schema.test.ts with TRACKLAYER_UPDATE_SCHEMA=1, which compares it with the migrations.

-- table
create table control.api_keys (id uuid not null, workspace_id uuid not null, source_id uuid, kind text not null, scopes text[] not null, hint text not null, lookup text not null, verifier text not null, created_at timestamp with time zone not null, expires_at timestamp with time zone, revoked_at timestamp with time zone);
-- table
create table control.audit_log (id bigint not null, workspace_id uuid not null, at timestamp with time zone not null default clock_timestamp(), actor text not null, action text not null, target text not null, before jsonb, after jsonb, config_version integer);
-- table
create table control.config_versions (workspace_id uuid not null, version integer not null, snapshot jsonb not null, created_at timestamp with time zone not null default now());
-- table
create table control.installation (only_row boolean not null default true, master_key_fingerprint text not null, created_at timestamp with time zone not null default now());
-- table
create table control.members (workspace_id uuid not null, user_id uuid not null, role text not null, created_at timestamp with time zone not null default now());
-- table
create table control.workspaces (id uuid not null, slug text not null, region text not null, version integer not null, keys_version integer not null default 0, created_at timestamp with time zone not null default now());
-- table
create table data.alerts (alert_id uuid not null default gen_random_uuid(), workspace_id uuid, code text not null, subject text not null, detail jsonb not null, opened_at timestamp with time zone not null, resolved_at timestamp with time zone, opening_told boolean not null default false, end_told boolean not null default false);
-- table
create table data.attempts (workspace_id uuid not null, event_id uuid not null, received_at timestamp with time zone not null, destination_id uuid not null, run smallint not null, attempt smallint not null, started_at timestamp with time zone not null, duration_ms integer not null, outcome text not null, http_status smallint, detail text) partition by RANGE (received_at);
-- table
create table data.consent_links (workspace_id uuid not null, subject_key uuid not null, subject_kind text not null, other_key uuid not null, other_kind text not null, learned_at timestamp with time zone not null default clock_timestamp());
-- table
create table data.consent_records (workspace_id uuid not null, record_id uuid not null, subject_keys uuid[] not null, subject_kinds text[] not null, kind text not null, choices jsonb not null, chosen_at timestamp with time zone not null, recorded_at timestamp with time zone not null default clock_timestamp(), source text not null, reason text not null, event_id uuid, proof jsonb);
-- table
create table data.consent_state (workspace_id uuid not null, subject_key uuid not null, purpose text not null, kind text not null, value text not null, chosen_at timestamp with time zone not null, record_id uuid not null, subject_kind text not null, is_gpc boolean not null default false, was_refused boolean not null default false, gpc_first_at timestamp with time zone);
-- table
create table data.dead_letters (workspace_id uuid not null, event_id uuid not null, received_at timestamp with time zone not null, destination_id uuid not null, run smallint not null, reason text not null, purposes text[] not null, died_at timestamp with time zone not null default date_trunc('milliseconds'::text, clock_timestamp()));
-- table
create table data.decisions (workspace_id uuid not null, event_id uuid not null, received_at timestamp with time zone not null, destination_id uuid not null, run smallint not null, stage text not null, verdict text not null, mode text not null, reason text not null, gate text, config_version integer not null, policy_version integer not null, signals_id text not null, inputs_id text, jurisdiction jsonb, consent text, rule text, warnings text[], subject_key uuid, decided_at timestamp with time zone not null default clock_timestamp(), salt uuid not null, receipt bytea not null, written_by bigint not null default ((pg_current_xact_id())::text)::bigint) partition by RANGE (received_at);
-- table
create table data.deliveries (workspace_id uuid not null, event_id uuid not null, received_at timestamp with time zone not null, destination_id uuid not null, run smallint not null, state text not null, verdict text not null, mode text not null, reason text not null, attempts smallint not null default 0, finished_at timestamp with time zone) partition by RANGE (received_at);
-- table
create table data.delivery_private (workspace_id uuid not null, event_id uuid not null, received_at timestamp with time zone not null, destination_id uuid not null, run smallint not null, plain_sealed text not null) partition by RANGE (received_at);
-- table
create table data.destination_queues (workspace_id uuid not null, destination_id uuid not null, due_at timestamp with time zone not null, state text not null default 'runnable'::text, set_by text not null default 'ingest'::text, reason text, since timestamp with time zone not null default now(), failures smallint not null default 0, trips smallint not null default 0, probe_at timestamp with time zone, stopped_at timestamp with time zone, requests_at_once smallint, share_max integer, caps_version integer not null default 0, stood_still interval not null default '00:00:00'::interval);
-- table
create table data.duties (name text not null, done_at timestamp with time zone not null);
-- table
create table data.egress_stops (workspace_id uuid not null, reason text not null, since timestamp with time zone not null default clock_timestamp());
-- table
create table data.event_network (workspace_id uuid not null, event_id uuid not null, received_at timestamp with time zone not null, ip text, user_agent text) partition by RANGE (received_at);
-- table
create table data.events (workspace_id uuid not null, event_id uuid not null, received_at timestamp with time zone not null, occurred_at timestamp with time zone not null, source_id uuid not null, type text not null, name text, reduced boolean not null, body json not null, identity_sealed text, lookup_keys uuid[] not null, subject_keys uuid[] not null, blinded_keys uuid[], signals_ids text[] not null, fan_out smallint not null, filtered jsonb not null, config_version integer not null, policy_version integer not null, written_by xid8 not null default pg_current_xact_id()) partition by RANGE (received_at);
-- table
create table data.follow_ups (workspace_id uuid not null, destination_id uuid not null, request_id text not null, event_ids uuid[] not null, received_ats timestamp with time zone[] not null, runs smallint[] not null, purposes text[] not null, asks integer not null default 0, due_at timestamp with time zone not null, ends_at timestamp with time zone not null, held_until timestamp with time zone);
-- table
create table data.heartbeats (name text not null default 'heartbeat'::text, event_id uuid not null, sent_at timestamp with time zone not null, acknowledged_at timestamp with time zone, watched_since timestamp with time zone not null);
-- table
create table data.holds (workspace_id uuid not null, event_id uuid not null, received_at timestamp with time zone not null, device_key uuid not null, subject_keys uuid[] not null, held_at timestamp with time zone not null, held_until timestamp with time zone not null, due_at timestamp with time zone not null, items data.held_item[] not null, sealed text not null);
-- table
create table data.homes (workspace_id uuid not null, epoch integer not null, state text not null, retention_days integer not null default 180, consent_proof_years integer not null default 3, changed_at timestamp with time zone not null default now());
-- table
create table data.leases (lease_id uuid not null default gen_random_uuid(), worker_id text not null, workspace_id uuid not null, destination_id uuid not null, leased_at timestamp with time zone not null default now(), probe boolean not null default false, slots smallint, items data.lease_item[] not null);
-- table
create table data.message_ids (workspace_id uuid not null, event_id uuid not null, received_at timestamp with time zone not null, body_hash bytea not null, dedup_until timestamp with time zone not null) partition by HASH (workspace_id, event_id);
-- table
create table data.oauth_tokens (workspace_id uuid not null, destination_id uuid not null, fingerprint text not null, config_version integer not null, access_sealed text, refresh_sealed text, renew_at timestamp with time zone, expires_at timestamp with time zone, holder uuid, held_until timestamp with time zone, failure_kind text, failure_code text, failed_until timestamp with time zone);
-- table
create table data.queue (workspace_id uuid not null, event_id uuid not null, destination_id uuid not null, run smallint not null, received_at timestamp with time zone not null, due_at timestamp with time zone not null, expires_at timestamp with time zone not null, first_attempt_at timestamp with time zone, attempts smallint not null, purposes text[] not null);
-- table
create table data.reconciliations (workspace_id uuid not null, hour timestamp with time zone not null, run smallint not null, fan_out bigint not null, terminal bigint not null, in_flight bigint not null);
-- table
create table data.replay_fan_outs (workspace_id uuid not null, event_id uuid not null, received_at timestamp with time zone not null, run smallint not null, fan_out smallint not null);
-- table
create table data.replays (workspace_id uuid not null, replay_id uuid not null, kind text not null, run smallint, state text not null default 'previewing'::text, filter jsonb not null, duplicates text not null, per_second integer not null, place jsonb, preview jsonb not null default '{}'::jsonb, result jsonb not null default '{}'::jsonb, due_at timestamp with time zone not null default clock_timestamp(), token uuid, worker_id text, held_until timestamp with time zone, asked_by text not null, asked_at timestamp with time zone not null default clock_timestamp(), previewed_at timestamp with time zone, started_at timestamp with time zone, ended_at timestamp with time zone);
-- table
create table data.request_turns (workspace_id uuid not null, destination_id uuid not null, next_at timestamp with time zone not null default clock_timestamp());
-- table
create table data.seal_leaves (workspace_id uuid not null, n bigint not null, day date not null, leaves bytea not null);
-- table
create table data.seal_position (only_one boolean not null default true, below_written bigint not null);
-- table
create table data.seals (workspace_id uuid not null, n bigint not null, previous text not null, root text not null, count integer not null, from_written bigint not null, below_written bigint not null, sealed_at timestamp with time zone not null, key_id text not null, signature text not null);
-- table
create table data.signals (workspace_id uuid not null, id text not null, day date not null, content jsonb not null) partition by RANGE (day);
-- table
create table data.source_notes (workspace_id uuid not null, source_id uuid not null, day date not null, kind text not null, code text not null, number bigint not null, last_at timestamp with time zone not null);
-- table
create table data.subject_requests (workspace_id uuid not null, request_id uuid not null, kind text not null, subject_keys uuid[] not null, state text not null default 'open'::text, requested_at timestamp with time zone not null, completed_at timestamp with time zone, asked_by text not null, outcome jsonb);
-- table
create table data.suppressions (workspace_id uuid not null, subject_key uuid not null, reason text not null, created_at timestamp with time zone not null default now());
-- table
create table data.tombstones (workspace_id uuid not null, tombstone_id uuid not null, kind text not null, day date, leaves bytea, reason text not null, buried_at timestamp with time zone not null, key_id text not null, signature text not null);
-- table
create table data.workers (worker_id text not null, counter bigint not null, seen_at timestamp with time zone not null default now());
-- constraint
alter table control.api_keys add constraint api_keys_kind_known CHECK ((kind = ANY (ARRAY['write'::text, 'secret'::text])));
-- constraint
alter table control.api_keys add constraint api_keys_lookup_key UNIQUE (lookup);
-- constraint
alter table control.api_keys add constraint api_keys_pkey PRIMARY KEY (id);
-- constraint
alter table control.api_keys add constraint api_keys_workspace_fkey FOREIGN KEY (workspace_id) REFERENCES control.workspaces(id);
-- constraint
alter table control.audit_log add constraint audit_log_pkey PRIMARY KEY (id);
-- constraint
alter table control.config_versions add constraint config_versions_pkey PRIMARY KEY (workspace_id, version);
-- constraint
alter table control.config_versions add constraint config_versions_workspace_fkey FOREIGN KEY (workspace_id) REFERENCES control.workspaces(id);
-- constraint
alter table control.installation add constraint installation_is_one_row CHECK (only_row);
-- constraint
alter table control.installation add constraint installation_pkey PRIMARY KEY (only_row);
-- constraint
alter table control.members add constraint members_pkey PRIMARY KEY (workspace_id, user_id);
-- constraint
alter table control.members add constraint members_role_known CHECK ((role = ANY (ARRAY['owner'::text, 'admin'::text, 'editor'::text, 'viewer'::text])));
-- constraint
alter table control.members add constraint members_workspace_fkey FOREIGN KEY (workspace_id) REFERENCES control.workspaces(id);
-- constraint
alter table control.workspaces add constraint workspaces_pkey PRIMARY KEY (id);
-- constraint
alter table control.workspaces add constraint workspaces_slug_key UNIQUE (slug);
-- constraint
alter table control.workspaces add constraint workspaces_version_counts CHECK (((version >= 1) AND (keys_version >= 0)));
-- constraint
alter table data.alerts add constraint alerts_pkey PRIMARY KEY (alert_id);
-- constraint
alter table data.attempts add constraint attempts_detail_short CHECK ((octet_length(detail) <= 8192));
-- constraint
alter table data.attempts add constraint attempts_pkey PRIMARY KEY (workspace_id, event_id, destination_id, run, attempt, received_at);
-- constraint
alter table data.consent_links add constraint consent_links_pkey PRIMARY KEY (workspace_id, subject_key, other_key);
-- constraint
alter table data.consent_records add constraint consent_records_kind_known CHECK ((kind = ANY (ARRAY['chosen'::text, 'observed'::text])));
-- constraint
alter table data.consent_records add constraint consent_records_kinds_of_all CHECK ((cardinality(subject_kinds) = cardinality(subject_keys)));
-- constraint
alter table data.consent_records add constraint consent_records_pkey PRIMARY KEY (workspace_id, record_id);
-- constraint
alter table data.consent_state add constraint consent_state_kind_known CHECK ((kind = ANY (ARRAY['chosen'::text, 'observed'::text])));
-- constraint
alter table data.consent_state add constraint consent_state_pkey PRIMARY KEY (workspace_id, subject_key, purpose, kind);
-- constraint
alter table data.consent_state add constraint consent_state_value_known CHECK ((value = ANY (ARRAY['granted'::text, 'denied'::text])));
-- constraint
alter table data.dead_letters add constraint dead_letters_pkey PRIMARY KEY (workspace_id, event_id, destination_id, run);
-- constraint
alter table data.decisions add constraint decisions_consent_known CHECK ((consent ~ '^[gdu]{6}$'::text));
-- constraint
alter table data.decisions add constraint decisions_stage_known CHECK ((stage = ANY (ARRAY['ingest'::text, 'hold'::text, 'send'::text, 'replay'::text])));
-- constraint
alter table data.decisions add constraint decisions_verdict_known CHECK ((verdict = ANY (ARRAY['deliver'::text, 'held'::text, 'denied'::text, 'filtered'::text, 'suppressed'::text, 'invalid'::text, 'expired'::text])));
-- constraint
alter table data.deliveries add constraint deliveries_finished_when_terminal CHECK (((finished_at IS NULL) = (state = ANY (ARRAY['queued'::text, 'held'::text]))));
-- constraint
alter table data.deliveries add constraint deliveries_mode_known CHECK ((mode = ANY (ARRAY['full'::text, 'limited'::text])));
-- constraint
alter table data.deliveries add constraint deliveries_pkey PRIMARY KEY (workspace_id, event_id, destination_id, run, received_at);
-- constraint
alter table data.deliveries add constraint deliveries_state_known CHECK ((state = ANY (ARRAY['queued'::text, 'held'::text, 'delivered'::text, 'denied'::text, 'filtered'::text, 'suppressed'::text, 'invalid'::text, 'expired'::text, 'cancelled'::text, 'dead'::text])));
-- constraint
alter table data.delivery_private add constraint delivery_private_pkey PRIMARY KEY (workspace_id, event_id, destination_id, run, received_at);
-- constraint
alter table data.destination_queues add constraint destination_queues_pkey PRIMARY KEY (workspace_id, destination_id);
-- constraint
alter table data.destination_queues add constraint destination_queues_probed_when_open CHECK (((state <> 'open'::text) OR (probe_at IS NOT NULL)));
-- constraint
alter table data.destination_queues add constraint destination_queues_state_known CHECK ((state = ANY (ARRAY['runnable'::text, 'paused'::text, 'open'::text, 'half_open'::text, 'removed'::text])));
-- constraint
alter table data.destination_queues add constraint destination_queues_stopped_unless_runnable CHECK (((stopped_at IS NULL) = (state = 'runnable'::text)));
-- constraint
alter table data.duties add constraint duties_pkey PRIMARY KEY (name);
-- constraint
alter table data.egress_stops add constraint egress_stops_pkey PRIMARY KEY (workspace_id);
-- constraint
alter table data.event_network add constraint event_network_pkey PRIMARY KEY (workspace_id, event_id, received_at);
-- constraint
alter table data.events add constraint events_pkey PRIMARY KEY (workspace_id, event_id, received_at);
-- constraint
alter table data.follow_ups add constraint follow_ups_pkey PRIMARY KEY (workspace_id, destination_id, request_id);
-- constraint
alter table data.follow_ups add constraint follow_ups_request_short CHECK (((char_length(request_id) >= 1) AND (char_length(request_id) <= 256)));
-- constraint
alter table data.follow_ups add constraint follow_ups_rows_whole CHECK ((((cardinality(event_ids) >= 1) AND (cardinality(event_ids) <= 2000)) AND (cardinality(received_ats) = cardinality(event_ids)) AND (cardinality(runs) = cardinality(event_ids))));
-- constraint
alter table data.heartbeats add constraint heartbeats_one CHECK ((name = 'heartbeat'::text));
-- constraint
alter table data.heartbeats add constraint heartbeats_pkey PRIMARY KEY (name);
-- constraint
alter table data.holds add constraint holds_half_an_hour_at_most CHECK ((held_until <= (held_at + '00:30:00'::interval)));
-- constraint
alter table data.holds add constraint holds_of_something CHECK ((cardinality(items) > 0));
-- constraint
alter table data.holds add constraint holds_pkey PRIMARY KEY (workspace_id, event_id);
-- constraint
alter table data.homes add constraint homes_consent_proof_years_positive CHECK ((consent_proof_years >= 1));
-- constraint
alter table data.homes add constraint homes_pkey PRIMARY KEY (workspace_id);
-- constraint
alter table data.homes add constraint homes_retention_positive CHECK ((retention_days >= 1));
-- constraint
alter table data.homes add constraint homes_state_known CHECK ((state = ANY (ARRAY['active'::text, 'moving'::text, 'gone'::text])));
-- constraint
alter table data.leases add constraint leases_pkey PRIMARY KEY (lease_id);
-- constraint
alter table data.message_ids add constraint message_ids_pkey PRIMARY KEY (workspace_id, event_id);
-- constraint
alter table data.oauth_tokens add constraint oauth_tokens_failure_known CHECK ((failure_kind = ANY (ARRAY['refused'::text, 'unavailable'::text])));
-- constraint
alter table data.oauth_tokens add constraint oauth_tokens_pkey PRIMARY KEY (workspace_id, destination_id);
-- constraint
alter table data.queue add constraint queue_pkey PRIMARY KEY (workspace_id, event_id, destination_id, run);
-- constraint
alter table data.reconciliations add constraint reconciliations_pkey PRIMARY KEY (workspace_id, hour, run);
-- constraint
alter table data.replay_fan_outs add constraint replay_fan_outs_pkey PRIMARY KEY (workspace_id, event_id, run);
-- constraint
alter table data.replays add constraint replays_duplicates_known CHECK ((duplicates = ANY (ARRAY['skip'::text, 'send'::text])));
-- constraint
alter table data.replays add constraint replays_kind_known CHECK ((kind = ANY (ARRAY['redrive'::text, 'replay'::text])));
-- constraint
alter table data.replays add constraint replays_per_second_bounded CHECK (((per_second >= 1) AND (per_second <= 1000)));
-- constraint
alter table data.replays add constraint replays_pkey PRIMARY KEY (workspace_id, replay_id);
-- constraint
alter table data.replays add constraint replays_run_own UNIQUE (workspace_id, run);
-- constraint
alter table data.replays add constraint replays_state_known CHECK ((state = ANY (ARRAY['previewing'::text, 'previewed'::text, 'running'::text, 'done'::text, 'stopped'::text])));
-- constraint
alter table data.request_turns add constraint request_turns_pkey PRIMARY KEY (workspace_id, destination_id);
-- constraint
alter table data.seal_leaves add constraint seal_leaves_pkey PRIMARY KEY (workspace_id, n, day);
-- constraint
alter table data.seal_position add constraint seal_position_is_one CHECK (only_one);
-- constraint
alter table data.seal_position add constraint seal_position_pkey PRIMARY KEY (only_one);
-- constraint
alter table data.seals add constraint seals_pkey PRIMARY KEY (workspace_id, n);
-- constraint
alter table data.signals add constraint signals_pkey PRIMARY KEY (workspace_id, day, id);
-- constraint
alter table data.source_notes add constraint source_notes_code_short CHECK ((length(code) <= 100));
-- constraint
alter table data.source_notes add constraint source_notes_kind_known CHECK ((kind = ANY (ARRAY['rejected'::text, 'unmapped_category'::text, 'clock_offset'::text, 'preflight'::text])));
-- constraint
alter table data.source_notes add constraint source_notes_pkey PRIMARY KEY (workspace_id, source_id, day, kind, code);
-- constraint
alter table data.subject_requests add constraint subject_requests_kind_known CHECK ((kind = ANY (ARRAY['access'::text, 'portability'::text, 'erasure'::text])));
-- constraint
alter table data.subject_requests add constraint subject_requests_pkey PRIMARY KEY (workspace_id, request_id);
-- constraint
alter table data.subject_requests add constraint subject_requests_state_known CHECK ((state = ANY (ARRAY['open'::text, 'completed'::text, 'refused'::text])));
-- constraint
alter table data.suppressions add constraint suppressions_pkey PRIMARY KEY (workspace_id, subject_key);
-- constraint
alter table data.tombstones add constraint tombstones_kind_known CHECK ((kind = ANY (ARRAY['purge'::text, 'erasure'::text])));
-- constraint
alter table data.tombstones add constraint tombstones_name_what_is_gone CHECK ((((kind = 'purge'::text) = (day IS NOT NULL)) AND ((kind = 'erasure'::text) = (leaves IS NOT NULL))));
-- constraint
alter table data.tombstones add constraint tombstones_pkey PRIMARY KEY (workspace_id, tombstone_id);
-- constraint
alter table data.workers add constraint workers_pkey PRIMARY KEY (worker_id);
-- index
CREATE INDEX alerts_untold_idx ON data.alerts USING btree (opened_at) WHERE ((NOT opening_told) OR ((resolved_at IS NOT NULL) AND (NOT end_told)));
-- index
CREATE INDEX api_keys_workspace_idx ON control.api_keys USING btree (workspace_id, created_at);
-- index
CREATE INDEX audit_log_workspace_idx ON control.audit_log USING btree (workspace_id, id DESC);
-- index
CREATE INDEX consent_links_other_idx ON data.consent_links USING btree (workspace_id, other_key);
-- index
CREATE INDEX consent_records_subject_idx ON data.consent_records USING gin (subject_keys);
-- index
CREATE INDEX dead_letters_died_idx ON data.dead_letters USING btree (workspace_id, died_at DESC, event_id, destination_id, run);
-- index
CREATE INDEX decisions_event_idx ON ONLY data.decisions USING btree (workspace_id, event_id);
-- index
CREATE INDEX decisions_written_idx ON ONLY data.decisions USING brin (written_by) WITH (pages_per_range='32', autosummarize='on');
-- index
CREATE INDEX destination_queues_due_idx ON data.destination_queues USING btree (due_at) WHERE ((state = 'runnable'::text) AND (due_at < 'infinity'::timestamp with time zone));
-- index
CREATE INDEX destination_queues_probe_idx ON data.destination_queues USING btree (GREATEST(due_at, probe_at)) WHERE ((state = 'open'::text) AND (due_at < 'infinity'::timestamp with time zone));
-- index
CREATE INDEX events_blinded_idx ON ONLY data.events USING btree (workspace_id, received_at, event_id) WHERE (blinded_keys IS NOT NULL);
-- index
CREATE INDEX events_lookup_idx ON ONLY data.events USING gin (lookup_keys) WITH (fastupdate='on');
-- index
CREATE INDEX events_written_idx ON ONLY data.events USING btree (workspace_id, written_by);
-- index
CREATE INDEX follow_ups_due_idx ON data.follow_ups USING btree (due_at);
-- index
CREATE INDEX holds_device_idx ON data.holds USING btree (workspace_id, device_key);
-- index
CREATE INDEX holds_due_idx ON data.holds USING btree (due_at);
-- index
CREATE INDEX holds_subjects_idx ON data.holds USING gin (subject_keys);
-- index
CREATE INDEX leases_destination_idx ON data.leases USING btree (workspace_id, destination_id);
-- index
CREATE INDEX leases_worker_idx ON data.leases USING btree (worker_id);
-- index
CREATE INDEX members_user_idx ON control.members USING btree (user_id);
-- index
CREATE INDEX message_ids_dedup_idx ON ONLY data.message_ids USING brin (dedup_until) WITH (pages_per_range='32');
-- index
CREATE INDEX queue_due_idx ON data.queue USING btree (workspace_id, destination_id, due_at);
-- index
CREATE INDEX replay_fan_outs_received_idx ON data.replay_fan_outs USING btree (workspace_id, received_at);
-- index
CREATE INDEX replays_due_idx ON data.replays USING btree (due_at) WHERE (state = ANY (ARRAY['previewing'::text, 'running'::text]));
-- index
CREATE INDEX seal_leaves_day_idx ON data.seal_leaves USING btree (workspace_id, day);
-- index
CREATE UNIQUE INDEX alerts_open_idx ON data.alerts USING btree (code, subject) WHERE (resolved_at IS NULL);
-- index
CREATE UNIQUE INDEX alerts_pkey ON data.alerts USING btree (alert_id);
-- index
CREATE UNIQUE INDEX api_keys_lookup_key ON control.api_keys USING btree (lookup);
-- index
CREATE UNIQUE INDEX api_keys_pkey ON control.api_keys USING btree (id);
-- index
CREATE UNIQUE INDEX attempts_pkey ON ONLY data.attempts USING btree (workspace_id, event_id, destination_id, run, attempt, received_at);
-- index
CREATE UNIQUE INDEX audit_log_pkey ON control.audit_log USING btree (id);
-- index
CREATE UNIQUE INDEX config_versions_pkey ON control.config_versions USING btree (workspace_id, version);
-- index
CREATE UNIQUE INDEX consent_links_pkey ON data.consent_links USING btree (workspace_id, subject_key, other_key);
-- index
CREATE UNIQUE INDEX consent_records_pkey ON data.consent_records USING btree (workspace_id, record_id);
-- index
CREATE UNIQUE INDEX consent_state_pkey ON data.consent_state USING btree (workspace_id, subject_key, purpose, kind);
-- index
CREATE UNIQUE INDEX dead_letters_pkey ON data.dead_letters USING btree (workspace_id, event_id, destination_id, run);
-- index
CREATE UNIQUE INDEX deliveries_pkey ON ONLY data.deliveries USING btree (workspace_id, event_id, destination_id, run, received_at);
-- index
CREATE UNIQUE INDEX delivery_private_pkey ON ONLY data.delivery_private USING btree (workspace_id, event_id, destination_id, run, received_at);
-- index
CREATE UNIQUE INDEX destination_queues_pkey ON data.destination_queues USING btree (workspace_id, destination_id);
-- index
CREATE UNIQUE INDEX duties_pkey ON data.duties USING btree (name);
-- index
CREATE UNIQUE INDEX egress_stops_pkey ON data.egress_stops USING btree (workspace_id);
-- index
CREATE UNIQUE INDEX event_network_pkey ON ONLY data.event_network USING btree (workspace_id, event_id, received_at);
-- index
CREATE UNIQUE INDEX events_pkey ON ONLY data.events USING btree (workspace_id, event_id, received_at);
-- index
CREATE UNIQUE INDEX follow_ups_pkey ON data.follow_ups USING btree (workspace_id, destination_id, request_id);
-- index
CREATE UNIQUE INDEX heartbeats_pkey ON data.heartbeats USING btree (name);
-- index
CREATE UNIQUE INDEX holds_pkey ON data.holds USING btree (workspace_id, event_id);
-- index
CREATE UNIQUE INDEX homes_pkey ON data.homes USING btree (workspace_id);
-- index
CREATE UNIQUE INDEX installation_pkey ON control.installation USING btree (only_row);
-- index
CREATE UNIQUE INDEX leases_pkey ON data.leases USING btree (lease_id);
-- index
CREATE UNIQUE INDEX members_pkey ON control.members USING btree (workspace_id, user_id);
-- index
CREATE UNIQUE INDEX message_ids_pkey ON ONLY data.message_ids USING btree (workspace_id, event_id);
-- index
CREATE UNIQUE INDEX oauth_tokens_pkey ON data.oauth_tokens USING btree (workspace_id, destination_id);
-- index
CREATE UNIQUE INDEX queue_pkey ON data.queue USING btree (workspace_id, event_id, destination_id, run);
-- index
CREATE UNIQUE INDEX reconciliations_pkey ON data.reconciliations USING btree (workspace_id, hour, run);
-- index
CREATE UNIQUE INDEX replay_fan_outs_pkey ON data.replay_fan_outs USING btree (workspace_id, event_id, run);
-- index
CREATE UNIQUE INDEX replays_pkey ON data.replays USING btree (workspace_id, replay_id);
-- index
CREATE UNIQUE INDEX replays_run_own ON data.replays USING btree (workspace_id, run);
-- index
CREATE UNIQUE INDEX replays_token_idx ON data.replays USING btree (token) WHERE (token IS NOT NULL);
-- index
CREATE UNIQUE INDEX request_turns_pkey ON data.request_turns USING btree (workspace_id, destination_id);
-- index
CREATE UNIQUE INDEX seal_leaves_pkey ON data.seal_leaves USING btree (workspace_id, n, day);
-- index
CREATE UNIQUE INDEX seal_position_pkey ON data.seal_position USING btree (only_one);
-- index
CREATE UNIQUE INDEX seals_pkey ON data.seals USING btree (workspace_id, n);
-- index
CREATE UNIQUE INDEX signals_pkey ON ONLY data.signals USING btree (workspace_id, day, id);
-- index
CREATE UNIQUE INDEX source_notes_pkey ON data.source_notes USING btree (workspace_id, source_id, day, kind, code);
-- index
CREATE UNIQUE INDEX subject_requests_pkey ON data.subject_requests USING btree (workspace_id, request_id);
-- index
CREATE UNIQUE INDEX suppressions_pkey ON data.suppressions USING btree (workspace_id, subject_key);
-- index
CREATE UNIQUE INDEX tombstones_day_idx ON data.tombstones USING btree (workspace_id, day) WHERE (kind = 'purge'::text);
-- index
CREATE UNIQUE INDEX tombstones_pkey ON data.tombstones USING btree (workspace_id, tombstone_id);
-- index
CREATE UNIQUE INDEX workers_pkey ON data.workers USING btree (worker_id);
-- index
CREATE UNIQUE INDEX workspaces_pkey ON control.workspaces USING btree (id);
-- index
CREATE UNIQUE INDEX workspaces_slug_key ON control.workspaces USING btree (slug);
-- policy
create policy "functions of the owner use api keys" on control.api_keys for ALL to tl_owner using (true) with check (true);
-- policy
create policy "functions of the owner use the audit log" on control.audit_log for ALL to tl_owner using (true) with check (true);
-- policy
create policy "functions of the owner use config versions" on control.config_versions for ALL to tl_owner using (true) with check (true);
-- policy
create policy "functions of the owner use installation" on control.installation for ALL to tl_owner using (true) with check (true);
-- policy
create policy "functions of the owner use members" on control.members for ALL to tl_owner using (true) with check (true);
-- policy
create policy "functions of the owner use workspaces" on control.workspaces for ALL to tl_owner using (true) with check (true);
-- policy
create policy "functions of the owner use alerts" on data.alerts for ALL to tl_owner using (true) with check (true);
-- policy
create policy "members can view their alerts" on data.alerts for SELECT to authenticated using ((workspace_id = ( SELECT data.member_workspace() AS member_workspace))) with check (true);
-- policy
create policy "functions of the owner use attempts" on data.attempts for ALL to tl_owner using (true) with check (true);
-- policy
create policy "members can view their attempts" on data.attempts for SELECT to authenticated using ((workspace_id = ( SELECT data.member_workspace() AS member_workspace))) with check (true);
-- policy
create policy "functions of the owner use consent links" on data.consent_links for ALL to tl_owner using (true) with check (true);
-- policy
create policy "functions of the owner use consent records" on data.consent_records for ALL to tl_owner using (true) with check (true);
-- policy
create policy "members can view their consent records" on data.consent_records for SELECT to authenticated using ((workspace_id = ( SELECT data.member_workspace() AS member_workspace))) with check (true);
-- policy
create policy "functions of the owner use consent state" on data.consent_state for ALL to tl_owner using (true) with check (true);
-- policy
create policy "members can view their consent state" on data.consent_state for SELECT to authenticated using ((workspace_id = ( SELECT data.member_workspace() AS member_workspace))) with check (true);
-- policy
create policy "functions of the owner use dead letters" on data.dead_letters for ALL to tl_owner using (true) with check (true);
-- policy
create policy "members can view their dead letters" on data.dead_letters for SELECT to authenticated using ((workspace_id = ( SELECT data.member_workspace() AS member_workspace))) with check (true);
-- policy
create policy "functions of the owner use decisions" on data.decisions for ALL to tl_owner using (true) with check (true);
-- policy
create policy "members can view their decisions" on data.decisions for SELECT to authenticated using ((workspace_id = ( SELECT data.member_workspace() AS member_workspace))) with check (true);
-- policy
create policy "functions of the owner use deliveries" on data.deliveries for ALL to tl_owner using (true) with check (true);
-- policy
create policy "members can view their deliveries" on data.deliveries for SELECT to authenticated using ((workspace_id = ( SELECT data.member_workspace() AS member_workspace))) with check (true);
-- policy
create policy "functions of the owner use delivery private" on data.delivery_private for ALL to tl_owner using (true) with check (true);
-- policy
create policy "functions of the owner use destination queues" on data.destination_queues for ALL to tl_owner using (true) with check (true);
-- policy
create policy "members can view their destination queues" on data.destination_queues for SELECT to authenticated using ((workspace_id = ( SELECT data.member_workspace() AS member_workspace))) with check (true);
-- policy
create policy "functions of the owner use duties" on data.duties for ALL to tl_owner using (true) with check (true);
-- policy
create policy "functions of the owner use egress stops" on data.egress_stops for ALL to tl_owner using (true) with check (true);
-- policy
create policy "members can view the egress stop of their workspace" on data.egress_stops for SELECT to authenticated using ((workspace_id = ( SELECT data.member_workspace() AS member_workspace))) with check (true);
-- policy
create policy "functions of the owner use event network" on data.event_network for ALL to tl_owner using (true) with check (true);
-- policy
create policy "functions of the owner use events" on data.events for ALL to tl_owner using (true) with check (true);
-- policy
create policy "members can view their events" on data.events for SELECT to authenticated using ((workspace_id = ( SELECT data.member_workspace() AS member_workspace))) with check (true);
-- policy
create policy "functions of the owner use follow ups" on data.follow_ups for ALL to tl_owner using (true) with check (true);
-- policy
create policy "functions of the owner use heartbeats" on data.heartbeats for ALL to tl_owner using (true) with check (true);
-- policy
create policy "functions of the owner use holds" on data.holds for ALL to tl_owner using (true) with check (true);
-- policy
create policy "functions of the owner use homes" on data.homes for ALL to tl_owner using (true) with check (true);
-- policy
create policy "functions of the owner use leases" on data.leases for ALL to tl_owner using (true) with check (true);
-- policy
create policy "functions of the owner use message ids" on data.message_ids for ALL to tl_owner using (true) with check (true);
-- policy
create policy "functions of the owner use oauth tokens" on data.oauth_tokens for ALL to tl_owner using (true) with check (true);
-- policy
create policy "functions of the owner use queue" on data.queue for ALL to tl_owner using (true) with check (true);
-- policy
create policy "functions of the owner use reconciliations" on data.reconciliations for ALL to tl_owner using (true) with check (true);
-- policy
create policy "members can view their reconciliations" on data.reconciliations for SELECT to authenticated using ((workspace_id = ( SELECT data.member_workspace() AS member_workspace))) with check (true);
-- policy
create policy "functions of the owner use replay fan outs" on data.replay_fan_outs for ALL to tl_owner using (true) with check (true);
-- policy
create policy "members can view their replay fan outs" on data.replay_fan_outs for SELECT to authenticated using ((workspace_id = ( SELECT data.member_workspace() AS member_workspace))) with check (true);
-- policy
create policy "functions of the owner use replays" on data.replays for ALL to tl_owner using (true) with check (true);
-- policy
create policy "members can view their replays" on data.replays for SELECT to authenticated using ((workspace_id = ( SELECT data.member_workspace() AS member_workspace))) with check (true);
-- policy
create policy "functions of the owner use request turns" on data.request_turns for ALL to tl_owner using (true) with check (true);
-- policy
create policy "functions of the owner use seal leaves" on data.seal_leaves for ALL to tl_owner using (true) with check (true);
-- policy
create policy "functions of the owner use the seal position" on data.seal_position for ALL to tl_owner using (true) with check (true);
-- policy
create policy "functions of the owner use seals" on data.seals for ALL to tl_owner using (true) with check (true);
-- policy
create policy "members can view their seals" on data.seals for SELECT to authenticated using ((workspace_id = ( SELECT data.member_workspace() AS member_workspace))) with check (true);
-- policy
create policy "functions of the owner use signals" on data.signals for ALL to tl_owner using (true) with check (true);
-- policy
create policy "members can view their signals" on data.signals for SELECT to authenticated using ((workspace_id = ( SELECT data.member_workspace() AS member_workspace))) with check (true);
-- policy
create policy "functions of the owner use source notes" on data.source_notes for ALL to tl_owner using (true) with check (true);
-- policy
create policy "functions of the owner use subject requests" on data.subject_requests for ALL to tl_owner using (true) with check (true);
-- policy
create policy "members can view their subject requests" on data.subject_requests for SELECT to authenticated using ((workspace_id = ( SELECT data.member_workspace() AS member_workspace))) with check (true);
-- policy
create policy "functions of the owner use suppressions" on data.suppressions for ALL to tl_owner using (true) with check (true);
-- policy
create policy "members can view their suppressions" on data.suppressions for SELECT to authenticated using ((workspace_id = ( SELECT data.member_workspace() AS member_workspace))) with check (true);
-- policy
create policy "functions of the owner use tombstones" on data.tombstones for ALL to tl_owner using (true) with check (true);
-- policy
create policy "members can view their tombstones" on data.tombstones for SELECT to authenticated using ((workspace_id = ( SELECT data.member_workspace() AS member_workspace))) with check (true);
-- policy
create policy "functions of the owner use workers" on data.workers for ALL to tl_owner using (true) with check (true);
-- trigger
CREATE TRIGGER audit_log_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON control.audit_log FOR EACH STATEMENT EXECUTE FUNCTION control.refuse_change();
-- trigger
CREATE TRIGGER config_versions_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON control.config_versions FOR EACH STATEMENT EXECUTE FUNCTION control.refuse_change();
-- trigger
CREATE TRIGGER consent_records_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON data.consent_records FOR EACH STATEMENT EXECUTE FUNCTION data.refuse_consent_change();
-- trigger
CREATE TRIGGER consent_state_forgets_dead_inserted AFTER INSERT ON data.consent_state REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION data.forget_denied_dead();
-- trigger
CREATE TRIGGER consent_state_forgets_dead_updated AFTER UPDATE ON data.consent_state REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION data.forget_denied_dead();
-- trigger
CREATE TRIGGER decisions_append_only BEFORE DELETE OR UPDATE ON data.decisions FOR EACH ROW EXECUTE FUNCTION data.refuse_receipt_change();
-- trigger
CREATE TRIGGER decisions_never_truncated BEFORE TRUNCATE ON data.decisions FOR EACH STATEMENT EXECUTE FUNCTION data.refuse_change();
-- trigger
CREATE TRIGGER decisions_write_receipt BEFORE INSERT ON data.decisions FOR EACH ROW WHEN ((new.receipt IS NULL)) EXECUTE FUNCTION data.write_receipt();
-- trigger
CREATE TRIGGER seal_leaves_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON data.seal_leaves FOR EACH STATEMENT EXECUTE FUNCTION data.refuse_change();
-- trigger
CREATE TRIGGER seals_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON data.seals FOR EACH STATEMENT EXECUTE FUNCTION data.refuse_change();
-- trigger
CREATE TRIGGER suppressions_forget_dead AFTER INSERT ON data.suppressions REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION data.forget_suppressed_dead();
-- trigger
CREATE TRIGGER tombstones_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON data.tombstones FOR EACH STATEMENT EXECUTE FUNCTION data.refuse_change();
-- type
create type data.choice as ("workspaceId" uuid, "recordId" uuid, subjects jsonb, kind text, purposes jsonb, "chosenAt" timestamp with time zone, source text, reason text, "eventId" uuid, proof jsonb);
-- type
create type data.choice_subject as (key uuid, kind text);
-- type
create type data.dead_letter_filter as ("eventId" uuid, "destinationId" uuid, reason text, name text, "from" timestamp with time zone, "to" timestamp with time zone);
-- type
create type data.denial as (workspace_id uuid, subject_key uuid, purpose text, kind text, chosen_at timestamp with time zone);
-- type
create type data.due_destination as (workspace_id uuid, destination_id uuid, due_at timestamp with time zone, share integer, probe boolean, slots smallint);
-- type
create type data.ending as (workspace_id uuid, event_id uuid, received_at timestamp with time zone, destination_id uuid, run smallint, stage text, verdict text, mode text, reason text, gate text, config_version integer, policy_version integer, signals_id text, inputs_id text, jurisdiction jsonb, consent text, rule text, decided_at timestamp with time zone, subject_key uuid);
-- type
create type data.finish_decision as (verdict text, mode text, reason text, gate text, "configVersion" integer, "policyVersion" integer, "signalsSeen" integer, "inputsId" text, inputs jsonb, consent text, rule text, "decidedAt" timestamp with time zone);
-- type
create type data.finish_record as ("eventId" uuid, "receivedAt" timestamp with time zone, "destinationId" uuid, run smallint, outcome text, reason text, verdict text, mode text, decision data.finish_decision, "dueAt" timestamp with time zone, "countsAttempt" boolean, attempt jsonb);
-- type
create type data.finishing as (event_id uuid, received_at timestamp with time zone, run smallint, state text, attempts smallint, first_attempt_at timestamp with time zone, expires_at timestamp with time zone, purposes text[], record data.finish_record);
-- type
create type data.firing as ("workspaceId" uuid, subject text, detail jsonb);
-- type
create type data.held_decision as ("destinationId" uuid, run smallint, decision data.finish_decision, "expiresAt" timestamp with time zone, "plainSealed" text);
-- type
create type data.held_item as (destination_id uuid, run smallint, purposes text[]);
-- type
create type data.ingest_delivery as (ordinality bigint, "destinationId" uuid, state text, verdict text, mode text, reason text, gate text, "dueAt" timestamp with time zone, "expiresAt" timestamp with time zone, purposes text[], "plainSealed" text, consent text, rule text, warnings text[]);
-- type
create type data.ingest_hold as ("workspaceId" uuid, "eventId" uuid, "receivedAt" timestamp with time zone, deliveries jsonb, hold jsonb);
-- type
create type data.ingest_item as ("workspaceId" uuid, epoch integer, "eventId" uuid, "receivedAt" timestamp with time zone, "occurredAt" timestamp with time zone, "dedupUntil" timestamp with time zone, "bodyHash" text, "sourceId" uuid, type text, name text, reduced boolean, body json, "identitySealed" text, network json, "lookupKeys" uuid[], "subjectKeys" uuid[], "blindedKeys" uuid[], "signalsId" text, signals json, "inputsId" text, inputs json, "fanOut" smallint, filtered json, "configVersion" integer, "policyVersion" integer);
-- type
create type data.ingest_news as (ordinality bigint, "workspaceId" uuid, links jsonb, choices jsonb);
-- type
create type data.ingest_split as (at_home bigint[], fresh bigint[]);
-- type
create type data.lease_item as (event_id uuid, received_at timestamp with time zone, run smallint, attempts smallint, first_attempt_at timestamp with time zone, expires_at timestamp with time zone, purposes text[]);
-- type
create type data.leased_event as ("eventId" uuid, "receivedAt" timestamp with time zone, signals integer);
-- type
create type data.link as ("subjectKey" uuid, "subjectKind" text, "otherKey" uuid, "otherKind" text);
-- type
create type data.repeat as (ordinality bigint, workspace_id uuid, event_id uuid, received_at timestamp with time zone);
-- type
create type data.replay_filter as ("eventId" uuid, "destinationId" uuid, "sourceId" uuid, reason text, name text, "from" timestamp with time zone, "to" timestamp with time zone);
-- type
create type data.replay_page as (items data.lease_item[], dead jsonb, reduced integer, place jsonb, ended boolean);
-- type
create type data.replay_request as ("replayId" uuid, kind text, filter jsonb, duplicates text, "perSecond" integer, "askedBy" text);
-- type
create type data.replay_send as ("eventId" uuid, "receivedAt" timestamp with time zone, "destinationId" uuid, run smallint, mode text, reason text, "configVersion" integer, "policyVersion" integer, "signalsSeen" integer, "inputsId" text, inputs jsonb, consent text, rule text, "decidedAt" timestamp with time zone, "dueAt" timestamp with time zone, "expiresAt" timestamp with time zone, purposes text[], "plainSealed" text);
-- type
create type data.restored_event as ("occurredAt" timestamp with time zone, body json, "identitySealed" text, network jsonb);
-- type
create type data.seal_record as ("workspaceId" uuid, n bigint, previous text, root text, count integer, "sealedAt" timestamp with time zone, "keyId" text, signature text);
-- type
create type data.source_note as ("workspaceId" uuid, "sourceId" uuid, kind text, code text, number bigint, at timestamp with time zone);
-- type
create type data.subject_request as ("workspaceId" uuid, "requestId" uuid, kind text, "subjectKeys" uuid[], "requestedAt" timestamp with time zone, "askedBy" text);
-- type
create type data.tombstone_record as ("workspaceId" uuid, "tombstoneId" uuid, kind text, day date, leaves text, reason text, "buriedAt" timestamp with time zone, "keyId" text, signature text);
-- type
create type data.wake_up as (workspace_id uuid, destination_id uuid, due_at timestamp with time zone);
-- grant
grant select on data.alerts to authenticated;
-- grant
grant select on data.attempts to authenticated;
-- grant
grant select on data.consent_records to authenticated;
-- grant
grant select on data.consent_state to authenticated;
-- grant
grant select on data.dead_letters to authenticated;
-- grant
grant select on data.deliveries to authenticated;
-- grant
grant select on data.destination_queues to authenticated;
-- grant
grant select on data.egress_stops to authenticated;
-- grant
grant select on data.reconciliations to authenticated;
-- grant
grant select on data.replay_fan_outs to authenticated;
-- grant
grant select on data.replays to authenticated;
-- grant
grant select on data.seals to authenticated;
-- grant
grant select on data.signals to authenticated;
-- grant
grant select on data.subject_requests to authenticated;
-- grant
grant select on data.suppressions to authenticated;
-- grant
grant select on data.tombstones to authenticated;
-- function
CREATE OR REPLACE FUNCTION api.acknowledge_heartbeat(event uuid, now_at timestamp with time zone)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  update data.heartbeats set acknowledged_at = now_at where event_id = event;
  if not found then
    return false;
  end if;
  perform data.forget_heartbeats();
  return true;
end
$function$
-- for tl_maintainer;
-- function
CREATE OR REPLACE FUNCTION api.add_seals(round jsonb)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  first_written bigint := (round ->> 'fromWritten')::bigint;
  below bigint := (round ->> 'belowWritten')::bigint;
begin
  update data.seal_position set below_written = below where below_written = first_written;
  if not found then
    return false;
  end if;
  insert into data.seals (
    workspace_id, n, previous, root, count, from_written, below_written, sealed_at, key_id, signature
  )
  select "workspaceId", n, previous, root, count, first_written, below, "sealedAt", "keyId", signature
  from jsonb_populate_recordset(null::data.seal_record, round -> 'seals');
  insert into data.seal_leaves (workspace_id, n, day, leaves)
  select s."workspaceId", s.n, l.day, l.leaves
  from jsonb_populate_recordset(null::data.seal_record, round -> 'seals') as s
  join data.leaves_between(first_written, below) as l on l.workspace_id = s."workspaceId";
  return true;
end
$function$
-- for tl_maintainer;
-- function
CREATE OR REPLACE FUNCTION api.append_audit(workspace uuid, entry jsonb, config_version integer)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
  insert into control.audit_log (workspace_id, actor, action, target, before, after, config_version)
  values (
    workspace, entry ->> 'actor', entry ->> 'action', entry ->> 'target', nullif(entry -> 'before', 'null'),
    nullif(entry -> 'after', 'null'), config_version
  )
$function$
-- for tl_control;
-- function
CREATE OR REPLACE FUNCTION api.ask_replay(workspace uuid, request jsonb)
 RETURNS jsonb
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
  insert into data.replays (workspace_id, replay_id, kind, filter, duplicates, per_second, asked_by)
  select workspace, "replayId", kind, filter, duplicates, "perSecond", "askedBy"
  from jsonb_populate_record(null::data.replay_request, request)
  returning data.replay_view(replays)
$function$
-- for tl_control;
-- function
CREATE OR REPLACE FUNCTION api.begin_heartbeat(event uuid, now_at timestamp with time zone)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  perform data.forget_heartbeats();
  insert into data.heartbeats as h (event_id, sent_at, watched_since)
  values (event, now_at, now_at)
  on conflict (name) do update
  set
    event_id = event, sent_at = now_at,
    watched_since = case when h.sent_at < now_at - interval '5 minutes' then now_at else h.watched_since end;
end
$function$
-- for tl_maintainer;
-- function
CREATE OR REPLACE FUNCTION api.bury_days(stones jsonb)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select data.insert_tombstones(stones)
$function$
-- for tl_maintainer;
-- function
CREATE OR REPLACE FUNCTION api.check_reconciliation(first_at timestamp with time zone, before_at timestamp with time zone)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  delete from data.reconciliations where hour < before_at - interval '2 days' or hour >= first_at;
  insert into data.reconciliations (workspace_id, hour, run, fan_out, terminal, in_flight)
  select r.workspace_id, r.hour, r.run, r.fan_out, data.terminal_in(r.by_state), r.in_flight
  from data.reconcile(null, first_at, before_at) as r
  where r.workspace_id <> data.heartbeat_workspace();
  return (
    select coalesce(jsonb_agg(
      jsonb_build_object(
        'workspaceId', workspace_id, 'hour', data.iso(hour), 'run', run, 'gap', fan_out - terminal - in_flight
      ) order by workspace_id, hour, run
    ), '[]')
    from data.reconciliations
    where fan_out <> terminal + in_flight
  );
end
$function$
-- for tl_maintainer;
-- function
CREATE OR REPLACE FUNCTION api.check_send(request jsonb)
 RETURNS jsonb
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select jsonb_build_object(
    'egressStopped', exists (
      select from data.egress_stops as s
      where s.workspace_id in ((request ->> 'workspaceId')::uuid, data.every_workspace())
    ),
    'destinationState', (
      select q.state
      from data.destination_queues as q
      where q.workspace_id = (request ->> 'workspaceId')::uuid and q.destination_id = (request ->> 'destinationId')::uuid
    ),
    'subjects', api.subject_facts(
      (request ->> 'workspaceId')::uuid,
      array(select key::uuid from jsonb_array_elements_text(request -> 'subjectKeys') as key)
    ),
    'changedEventIds', data.changed_events((request ->> 'workspaceId')::uuid, request -> 'leased')
  )
$function$
-- for tl_worker;
-- function
CREATE OR REPLACE FUNCTION api.claim_duty(duty text, every_seconds integer, now_at timestamp with time zone)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  insert into data.duties as d (name, done_at)
  values (duty, now_at)
  on conflict (name) do update set done_at = now_at
  -- A clock that was set back must not end a duty for that long.
  where d.done_at <= now_at - make_interval(secs => every_seconds) or d.done_at > now_at + interval '5 minutes';
  return found;
end
$function$
-- for tl_maintainer;
-- function
CREATE OR REPLACE FUNCTION api.claim_follow_ups(now_at timestamp with time zone, hold_seconds integer, rows_max integer)
 RETURNS jsonb
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
  with due as (
    select f.workspace_id, f.destination_id, f.request_id
    from data.follow_ups as f
    where f.due_at <= now_at and (f.held_until is null or f.held_until < clock_timestamp())
    order by f.due_at
    limit rows_max
    for update skip locked
  ), claimed as (
    update data.follow_ups as f
    set held_until = clock_timestamp() + make_interval(secs => hold_seconds), asks = f.asks + 1
    from due
    where f.workspace_id = due.workspace_id and f.destination_id = due.destination_id and f.request_id = due.request_id
    returning f.*
  )
  select coalesce(
    jsonb_agg(
      jsonb_build_object(
        'workspaceId', c.workspace_id, 'destinationId', c.destination_id, 'requestId', c.request_id,
        'rows', cardinality(c.event_ids), 'asks', c.asks, 'endsAt', data.iso(c.ends_at)
      )
    ),
    '[]'
  )
  from claimed as c
$function$
-- for tl_worker;
-- function
CREATE OR REPLACE FUNCTION api.claim_installation(fingerprint text)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  insert into control.installation (master_key_fingerprint) values (fingerprint) on conflict do nothing;
  return exists (select from control.installation where master_key_fingerprint = fingerprint);
end
$function$
-- for tl_control;
-- function
CREATE OR REPLACE FUNCTION api.claim_oauth_token(request jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  token data.oauth_tokens := data.oauth_token_row(request);
  now_at timestamptz := (request ->> 'now')::timestamptz;
  usable boolean;
  still text;
begin
  if token.fingerprint <> request ->> 'fingerprint' then
    return jsonb_build_object('state', 'outdated');
  end if;
  -- `spoiled`: the vendor refused this very token before its time.
  usable := token.access_sealed is not null and token.access_sealed is distinct from request ->> 'spoiled';
  if usable and now_at < token.renew_at then
    return jsonb_build_object(
      'state', 'valid', 'accessSealed', token.access_sealed, 'renewAt', data.iso(token.renew_at)
    );
  end if;
  still := case when usable and now_at < token.expires_at then token.access_sealed end;
  if token.failed_until > clock_timestamp() then
    return jsonb_build_object(
      'state', 'failed', 'kind', token.failure_kind, 'code', token.failure_code, 'accessSealed', still
    );
  end if;
  if token.held_until > clock_timestamp() then
    return jsonb_build_object('state', 'busy', 'accessSealed', still);
  end if;
  update data.oauth_tokens as t
  set
    holder = (request ->> 'holder')::uuid,
    held_until = clock_timestamp() + make_interval(secs => (request ->> 'holdSeconds')::integer)
  where t.workspace_id = token.workspace_id and t.destination_id = token.destination_id;
  return jsonb_build_object('state', 'claimed', 'accessSealed', still, 'refreshSealed', token.refresh_sealed);
end
$function$
-- for tl_worker;
-- function
CREATE OR REPLACE FUNCTION api.claim_replay(worker text, now_at timestamp with time zone)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  claimed data.replays;
begin
  update data.replays as r
  set token = gen_random_uuid(), worker_id = worker, held_until = clock_timestamp() + interval '1 minute'
  where (r.workspace_id, r.replay_id) = (
    select d.workspace_id, d.replay_id
    from data.replays as d
    join data.homes as h on h.workspace_id = d.workspace_id and h.state = 'active'
    where d.state in ('previewing', 'running') and d.due_at <= now_at
      and (
        d.token is null or d.worker_id = worker or d.held_until < clock_timestamp()
        or not exists (select from data.workers as w where w.worker_id = d.worker_id)
      )
    order by d.due_at, d.replay_id
    limit 1
    for update of d skip locked
  )
  returning * into claimed;
  if not found then
    return null;
  end if;
  return jsonb_build_object(
    'workspaceId', claimed.workspace_id, 'replayId', claimed.replay_id, 'kind', claimed.kind, 'run', claimed.run,
    'state', claimed.state, 'filter', claimed.filter, 'duplicates', claimed.duplicates, 'perSecond', claimed.per_second,
    'token', claimed.token
  );
end
$function$
-- for tl_worker;
-- function
CREATE OR REPLACE FUNCTION api.commit_snapshot(snapshot jsonb, audit jsonb)
 RETURNS text
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  workspace uuid := (snapshot ->> 'workspaceId')::uuid;
  next_version integer := (snapshot ->> 'version')::integer;
begin
  if next_version = 1 then
    insert into control.workspaces (id, slug, region, version)
    values (workspace, snapshot ->> 'slug', snapshot ->> 'region', 1)
    on conflict (id) do nothing;
  else
    update control.workspaces
    set version = next_version, slug = snapshot ->> 'slug', region = snapshot ->> 'region'
    where id = workspace and version = next_version - 1;
  end if;
  if not found then
    return 'version_conflict';
  end if;
  insert into control.config_versions (workspace_id, version, snapshot) values (workspace, next_version, snapshot);
  perform api.append_audit(workspace, audit, next_version);
  return 'ok';
exception
  when unique_violation then
    return 'slug_taken';
end
$function$
-- for tl_control;
-- function
CREATE OR REPLACE FUNCTION api.complete_subject_request(workspace uuid, request uuid, done_at timestamp with time zone, came_of_it jsonb)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  update data.subject_requests set state = 'completed', completed_at = done_at, outcome = came_of_it
  where workspace_id = workspace and request_id = request and state = 'open';
  return found;
end
$function$
-- for tl_ingest, tl_maintainer;
-- function
CREATE OR REPLACE FUNCTION api.days_to_bury(now_at timestamp with time zone)
 RETURNS jsonb
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  with kept as (
    select (select coalesce(max(retention_days), 180) from data.homes) as longest_days
  )
  select coalesce(jsonb_agg(
    jsonb_build_object('workspaceId', workspace_id, 'day', day, 'retentionDays', days) order by workspace_id, day
  ), '[]')
  from (
    select distinct l.workspace_id, l.day, coalesce(h.retention_days, kept.longest_days) as days
    from data.seal_leaves as l
    cross join kept
    left join data.homes as h using (workspace_id)
    where l.day < (now_at at time zone 'UTC')::date - coalesce(h.retention_days, kept.longest_days)
      and not exists (
        select from data.tombstones as t where t.workspace_id = l.workspace_id and t.day = l.day and t.kind = 'purge'
      )
  ) as due
$function$
-- for tl_maintainer;
-- function
CREATE OR REPLACE FUNCTION api.drain_destination(workspace uuid, destination uuid, rows_max integer)
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  insert into data.destination_queues as q (workspace_id, destination_id, due_at, state, set_by, reason, stopped_at)
  values (workspace, destination, 'infinity', 'removed', 'admin', 'destination_removed', clock_timestamp())
  on conflict (workspace_id, destination_id) do update
  set
    state = 'removed', set_by = 'admin', reason = 'destination_removed', since = clock_timestamp(), probe_at = null,
    stopped_at = coalesce(q.stopped_at, clock_timestamp())
  where q.state <> 'removed';
  return data.cancel_waiting(workspace, destination, rows_max);
end
$function$
-- for tl_control, tl_maintainer;
-- function
CREATE OR REPLACE FUNCTION api.due_holds(rows_max integer)
 RETURNS json
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  expired bigint := data.end_held(
    data.endings_of(data.due_holds(rows_max, true), array['expired', 'hold_expired', 'consent'], null)
  );
  called data.holds[] := data.due_holds(rows_max, false);
begin
  update data.holds as h
  set due_at = least(h.held_until, clock_timestamp() + interval '10 seconds')
  from unnest(called) as c
  where h.workspace_id = c.workspace_id and h.event_id = c.event_id;
  return json_build_object(
    'expired', expired, 'holds', coalesce((select json_agg(data.held_view(c)) from unnest(called) as c), '[]')
  );
end
$function$
-- for tl_worker;
-- function
CREATE OR REPLACE FUNCTION api.ensure_partitions(first_day date, days_ahead integer)
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  made integer := 0;
  missing record;
begin
  perform pg_advisory_xact_lock(hashtextextended('tracklayer partitions', 0));
  for missing in
    select parent, first_day + offset_days as day
    from unnest(data.daily_tables()) as parent, generate_series(0, days_ahead) as offset_days
    where to_regclass('data.' || data.partition_name(parent, first_day + offset_days)) is null
    order by day, parent
  loop
    perform data.add_partition(missing.parent, missing.day);
    made := made + 1;
  end loop;
  return made;
end
$function$
-- for tl_maintainer;
-- function
CREATE OR REPLACE FUNCTION api.erase_consent(workspace uuid, subjects uuid[])
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  perform data.share_homes(array[workspace]);
  perform data.end_held(data.held_of(workspace, subjects, array['denied', 'hold_erased', 'consent'], null));
  delete from data.consent_links
  where workspace_id = workspace and (subject_key = any (subjects) or other_key = any (subjects));
  delete from data.consent_state where workspace_id = workspace and subject_key = any (subjects) and value = 'granted';
  perform set_config('tracklayer.erasing', 'on', true);
  delete from data.consent_records as r
  where r.workspace_id = workspace and r.subject_keys && subjects
    and not exists (
      select from data.consent_state as s
      where s.workspace_id = workspace and s.subject_key = any (r.subject_keys) and s.record_id = r.record_id
    );
  update data.consent_records set proof = null, event_id = null
  where workspace_id = workspace and subject_keys && subjects;
  perform set_config('tracklayer.erasing', 'off', true);
end
$function$
-- for tl_maintainer;
-- function
CREATE OR REPLACE FUNCTION api.erase_decisions(workspace uuid, event_ids uuid[], stone jsonb)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  perform from data.events where workspace_id = workspace and event_id = any (event_ids) order by event_id for update;
  if data.leaves_of(workspace, event_ids) <> decode(stone ->> 'leaves', 'base64') or exists (
    select from data.decisions
    where workspace_id = workspace and event_id = any (event_ids)
      and written_by >= (select below_written from data.seal_position)
  ) then
    return false;
  end if;
  perform data.insert_tombstones(jsonb_build_array(stone));
  perform set_config('tracklayer.lawful_removal', 'on', true);
  delete from data.decisions where workspace_id = workspace and event_id = any (event_ids);
  perform set_config('tracklayer.lawful_removal', 'off', true);
  return true;
end
$function$
-- for tl_maintainer;
-- function
CREATE OR REPLACE FUNCTION api.erase_events(workspace uuid, event_ids uuid[])
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  held uuid[];
  erased integer := 0;
  name text;
begin
  perform data.share_homes(array[workspace]);
  -- No worker takes these while we look.
  perform from data.queue where workspace_id = workspace and event_id = any (event_ids)
  order by event_id, destination_id, run for update;
  held := data.in_workers_hands(workspace, event_ids);
  event_ids := array(
    select id from unnest(event_ids) as id
    where id <> all (held)
      and not exists (select from data.decisions as d where d.workspace_id = workspace and d.event_id = id)
  );
  for name in select data.tables_of_events() loop
    execute format('delete from data.%I where workspace_id = $1 and event_id = any ($2)', name) using workspace, event_ids;
    get diagnostics erased = row_count;
  end loop;
  return erased;
end
$function$
-- for tl_maintainer;
-- function
CREATE OR REPLACE FUNCTION api.expire_stopped(now_at timestamp with time zone, rows_max integer)
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  stopped record;
  ended integer := 0;
begin
  for stopped in
    select q.workspace_id, q.destination_id
    from data.destination_queues as q
    where q.due_at < 'infinity' and (
      q.state in ('paused', 'open', 'half_open')
      or exists (select from data.egress_stops as s where s.workspace_id in (q.workspace_id, data.every_workspace()))
    )
  loop
    ended := ended + data.end_queued(data.expired_at(stopped.workspace_id, stopped.destination_id, now_at, rows_max - ended));
    exit when ended >= rows_max;
  end loop;
  return ended;
end
$function$
-- for tl_maintainer;
-- function
CREATE OR REPLACE FUNCTION api.fail_oauth_token(request jsonb)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  update data.oauth_tokens as t
  set
    holder = null, held_until = null, failure_kind = request ->> 'kind', failure_code = request ->> 'code',
    failed_until = clock_timestamp() + make_interval(secs => (request ->> 'restSeconds')::integer)
  where t.workspace_id = (request ->> 'workspaceId')::uuid and t.destination_id = (request ->> 'destinationId')::uuid
    and t.holder = (request ->> 'holder')::uuid;
  return found;
end
$function$
-- for tl_worker;
-- function
CREATE OR REPLACE FUNCTION api.find_key(sought text)
 RETURNS jsonb
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select control.key_row(k) from control.api_keys as k where k.lookup = sought
$function$
-- for tl_control, tl_ingest;
-- function
CREATE OR REPLACE FUNCTION api.find_subject_events(workspace uuid, subjects uuid[])
 RETURNS jsonb
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select coalesce(jsonb_agg(e.event_id order by e.received_at, e.event_id), '[]')
  from data.events as e
  where e.workspace_id = workspace and e.lookup_keys && subjects and not e.reduced
$function$
-- for tl_maintainer, tl_reader;
-- function
CREATE OR REPLACE FUNCTION api.finish_deliveries(lease uuid, records jsonb)
 RETURNS text
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  held data.leases;
  finished data.finishing[];
  woken data.wake_up[];
  lease_state text;
begin
  select l.* into held from data.leases as l where l.lease_id = lease for update;
  if not found then
    return 'not_held';
  end if;
  finished := data.finishings(held, records);
  if finished is not null then
    perform data.keep_inputs(held, finished);
    perform data.write_finishings(held, finished);
  end if;
  lease_state := data.shrink_lease(held, finished);
  woken := array(
    select row(held.workspace_id, held.destination_id, (record)."dueAt")::data.wake_up
    from unnest(finished)
    where state = 'queued'
  );
  if held.slots is not null then
    woken := woken || row(held.workspace_id, held.destination_id, clock_timestamp())::data.wake_up;
  end if;
  if cardinality(woken) > 0 then
    perform data.wake(woken);
  end if;
  return lease_state;
end
$function$
-- for tl_worker;
-- function
CREATE OR REPLACE FUNCTION api.finish_replay_step(held_by uuid, step jsonb)
 RETURNS text
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  r data.replays;
  sends data.replay_send[];
  counts jsonb := step -> 'counts';
  has_ended boolean := (step ->> 'ended')::boolean;
begin
  select o.* into r from data.replays as o where o.token = held_by for update;
  if not found then
    return 'not_held';
  end if;
  perform data.share_homes(array[r.workspace_id]);
  if not exists (select from data.homes as h where h.workspace_id = r.workspace_id and h.state = 'active') then
    return 'not_held';
  end if;
  if r.state = 'running' then
    sends := data.sends_still_due(r, step -> 'sends');
    if cardinality(sends) > 0 then
      perform data.queue_again(r, sends);
    end if;
    counts := data.added_counts(counts, jsonb_build_object(
      'queued', cardinality(sends), 'taken_meanwhile', jsonb_array_length(step -> 'sends') - cardinality(sends)
    ));
  end if;
  update data.replays as o
  set
    token = null, place = case when not has_ended then step -> 'place' end, due_at = (step ->> 'dueAt')::timestamptz,
    preview = case when r.state = 'previewing' then data.added_counts(o.preview, counts) else o.preview end,
    result = case when r.state = 'running' then data.added_counts(o.result, counts) else o.result end,
    state = case when not has_ended then o.state when r.state = 'previewing' then 'previewed' else 'done' end,
    previewed_at = case when has_ended and r.state = 'previewing' then clock_timestamp() else o.previewed_at end,
    ended_at = case when has_ended and r.state = 'running' then clock_timestamp() else o.ended_at end
  where o.workspace_id = r.workspace_id and o.replay_id = r.replay_id;
  return case when has_ended then 'ended' else 'open' end;
end
$function$
-- for tl_worker;
-- function
CREATE OR REPLACE FUNCTION api.forget_dead_parts(now_at timestamp with time zone)
 RETURNS bigint
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  deleted bigint;
begin
  delete from data.delivery_private as p
  using data.dead_letters as l
  join data.events as e
    on e.workspace_id = l.workspace_id and e.event_id = l.event_id and e.received_at = l.received_at
  where p.workspace_id = l.workspace_id and p.event_id = l.event_id and p.received_at = l.received_at
    and p.destination_id = l.destination_id and p.run = l.run
    and (
      l.died_at < now_at - interval '7 days'
      or exists (
        select from data.consent_state as s
        where s.workspace_id = l.workspace_id and s.subject_key = any (e.lookup_keys)
          and s.value = 'denied' and s.purpose = any (l.purposes)
      )
      or exists (
        select from data.suppressions as s
        where s.workspace_id = l.workspace_id and s.subject_key = any (e.lookup_keys)
      )
    );
  get diagnostics deleted = row_count;
  return deleted;
end
$function$
-- for tl_maintainer;
-- function
CREATE OR REPLACE FUNCTION api.forget_oauth_token(workspace uuid, destination uuid)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  delete from data.oauth_tokens as t where t.workspace_id = workspace and t.destination_id = destination;
  return found;
end
$function$
-- for tl_maintainer;
-- function
CREATE OR REPLACE FUNCTION api.heartbeat(worker text)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  insert into data.workers as w (worker_id, counter)
  values (worker, 1)
  on conflict (worker_id) do update set counter = w.counter + 1, seen_at = now();
  return (
    select jsonb_agg(jsonb_build_object('workerId', worker_id, 'counter', counter) order by worker_id)
    from data.workers
  );
end
$function$
-- for tl_worker;
-- function
CREATE OR REPLACE FUNCTION api.ingest_events(batch jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  return data.ingest(
    array(select i from jsonb_populate_recordset(null::data.ingest_item, batch) as i),
    array(
      select row(
        sent.ordinality, d."destinationId", d.state, d.verdict, d.mode, d.reason, d.gate, d."dueAt", d."expiresAt",
        d.purposes, d."plainSealed", d.consent, d.rule, d.warnings
      )::data.ingest_delivery
      from jsonb_array_elements(batch) with ordinality as sent(item, ordinality)
      cross join jsonb_populate_recordset(null::data.ingest_delivery, sent.item -> 'deliveries') as d
    ),
    (
      select array_agg(
        row(sent.ordinality, (sent.item ->> 'workspaceId')::uuid, sent.item -> 'links', sent.item -> 'choices')
          ::data.ingest_news
      )
      from jsonb_array_elements(batch) with ordinality as sent(item, ordinality)
      where sent.item ? 'links' or sent.item ? 'choices'
    )
  );
end
$function$
-- for tl_ingest;
-- function
CREATE OR REPLACE FUNCTION api.ingest_lines(events text, deliveries text, news jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  return data.ingest(
    data.items_in(events),
    data.deliveries_in(deliveries),
    (select array_agg(n) from jsonb_populate_recordset(null::data.ingest_news, news) as n)
  );
end
$function$
-- for tl_ingest;
-- function
CREATE OR REPLACE FUNCTION api.ingest_with_holds(batch jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  answers jsonb := api.ingest_events(batch);
begin
  perform data.add_holds(data.holds_in(batch, answers));
  return answers;
end
$function$
-- for tl_ingest;
-- function
CREATE OR REPLACE FUNCTION api.insert_key(key jsonb, audit jsonb)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  workspace uuid := (key ->> 'workspaceId')::uuid;
begin
  update control.workspaces set keys_version = keys_version + 1 where id = workspace;
  insert into control.api_keys (
    id, workspace_id, source_id, kind, scopes, hint, lookup, verifier, created_at, expires_at, revoked_at
  )
  values (
    (key ->> 'keyId')::uuid, workspace, (key ->> 'sourceId')::uuid, key ->> 'kind',
    array(select jsonb_array_elements_text(key -> 'scopes')), key ->> 'hint', key ->> 'lookup', key ->> 'verifier',
    (key ->> 'createdAt')::timestamptz, (key ->> 'expiresAt')::timestamptz, (key ->> 'revokedAt')::timestamptz
  );
  perform api.append_audit(workspace, audit, null);
end
$function$
-- for tl_control;
-- function
CREATE OR REPLACE FUNCTION api.keep_follow_ups(requests jsonb)
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  kept integer;
begin
  insert into data.follow_ups (
    workspace_id, destination_id, request_id, event_ids, received_ats, runs, purposes, due_at, ends_at
  )
  select
    (r ->> 'workspaceId')::uuid, (r ->> 'destinationId')::uuid, r ->> 'requestId',
    array(select (d ->> 'eventId')::uuid from jsonb_array_elements(r -> 'deliveries') with ordinality as x (d, n) order by n),
    array(
      select (d ->> 'receivedAt')::timestamptz
      from jsonb_array_elements(r -> 'deliveries') with ordinality as x (d, n) order by n
    ),
    array(select (d ->> 'run')::smallint from jsonb_array_elements(r -> 'deliveries') with ordinality as x (d, n) order by n),
    array(select jsonb_array_elements_text(r -> 'purposes')),
    (r ->> 'dueAt')::timestamptz, (r ->> 'endsAt')::timestamptz
  from jsonb_array_elements(requests) as r
  on conflict do nothing;
  get diagnostics kept = row_count;
  return kept;
end
$function$
-- for tl_worker;
-- function
CREATE OR REPLACE FUNCTION api.keep_oauth_token(request jsonb)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  update data.oauth_tokens as t
  set
    access_sealed = request ->> 'accessSealed', refresh_sealed = coalesce(request ->> 'refreshSealed', t.refresh_sealed),
    renew_at = (request ->> 'renewAt')::timestamptz, expires_at = (request ->> 'expiresAt')::timestamptz,
    holder = null, held_until = null, failure_kind = null, failure_code = null, failed_until = null
  where t.workspace_id = (request ->> 'workspaceId')::uuid and t.destination_id = (request ->> 'destinationId')::uuid
    and t.holder = (request ->> 'holder')::uuid;
  return found;
end
$function$
-- for tl_worker;
-- function
CREATE OR REPLACE FUNCTION api.lease_deliveries(request jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  egress_stopped uuid[] := array(select workspace_id from data.egress_stops);
  due data.due_destination[];
  leases data.leases[];
begin
  if data.every_workspace() = any (egress_stopped) then
    return '[]';
  end if;
  due := data.due_destinations(request, egress_stopped);
  if due is null then
    return '[]';
  end if;
  if exists (select from unnest(due) where slots is not null) then
    due := data.with_slots(due);
  end if;
  leases := data.take_shares(request, due);
  perform data.settle_due(request, due, leases);
  return coalesce((select jsonb_agg(lease_id) from unnest(leases)), '[]');
end
$function$
-- for tl_worker;
-- function
CREATE OR REPLACE FUNCTION api.leaves_to_erase(workspace uuid, event_ids uuid[])
 RETURNS jsonb
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select jsonb_build_object('leaves', encode(data.leaves_of(workspace, event_ids), 'base64'))
$function$
-- for tl_maintainer;
-- function
CREATE OR REPLACE FUNCTION api.list_dead_letters(workspace uuid, request jsonb)
 RETURNS jsonb
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  with found as materialized (
    select l.*
    from data.dead_letters_of(workspace, jsonb_populate_record(null::data.dead_letter_filter, request -> 'filter')) as l
  ), page as (
    select *
    from found
    where request ->> 'afterDiedAt' is null or (died_at, event_id, destination_id, run) < (
      (request ->> 'afterDiedAt')::timestamptz, (request ->> 'afterEventId')::uuid,
      (request ->> 'afterDestinationId')::uuid, (request ->> 'afterRun')::smallint
    )
    order by died_at desc, event_id desc, destination_id desc, run desc
    limit (request ->> 'rowsMax')::integer
  )
  select jsonb_build_object(
    'counts', (
      select coalesce(jsonb_agg(
        jsonb_build_object('destinationId', destination_id, 'reason', reason, 'count', number)
        order by number desc, destination_id, reason
      ), '[]')
      from (select destination_id, reason, count(*) as number from found group by 1, 2) as counted
    ),
    'letters', (
      select coalesce(jsonb_agg(
        jsonb_build_object(
          'eventId', p.event_id, 'receivedAt', data.iso(p.received_at), 'destinationId', p.destination_id, 'run', p.run,
          'reason', p.reason, 'diedAt', data.iso(p.died_at), 'sourceId', e.source_id, 'type', e.type, 'name', e.name,
          'attempts', d.attempts, 'httpStatus', a.http_status, 'detail', a.detail,
          'sealedPartKept', exists (
            select from data.delivery_private as s
            where s.workspace_id = p.workspace_id and s.event_id = p.event_id and s.received_at = p.received_at
              and s.destination_id = p.destination_id and s.run = p.run
          )
        ) order by p.died_at desc, p.event_id desc, p.destination_id desc, p.run desc
      ), '[]')
      from page as p
      join data.deliveries as d
        on d.workspace_id = p.workspace_id and d.event_id = p.event_id and d.received_at = p.received_at
        and d.destination_id = p.destination_id and d.run = p.run
      join data.events as e
        on e.workspace_id = p.workspace_id and e.event_id = p.event_id and e.received_at = p.received_at
      left join lateral (
        select http_status, detail
        from data.attempts as t
        where t.workspace_id = p.workspace_id and t.event_id = p.event_id and t.received_at = p.received_at
          and t.destination_id = p.destination_id and t.run = p.run
        order by t.attempt desc
        limit 1
      ) as a on true
    )
  )
$function$
-- for tl_reader;
-- function
CREATE OR REPLACE FUNCTION api.list_keys(workspace uuid)
 RETURNS jsonb
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select coalesce(jsonb_agg(control.key_row(k) order by k.created_at, k.id), '[]')
  from control.api_keys as k
  where k.workspace_id = workspace
$function$
-- for tl_control, tl_ingest;
-- function
CREATE OR REPLACE FUNCTION api.list_leases(worker text)
 RETURNS jsonb
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select coalesce(jsonb_agg(lease_id), '[]') from data.leases where worker_id = worker
$function$
-- for tl_worker;
-- function
CREATE OR REPLACE FUNCTION api.list_oauth_tokens()
 RETURNS jsonb
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select coalesce(
    jsonb_agg(
      jsonb_build_object('workspaceId', t.workspace_id, 'destinationId', t.destination_id)
      order by t.workspace_id, t.destination_id
    ),
    '[]'
  )
  from data.oauth_tokens as t
$function$
-- for tl_maintainer;
-- function
CREATE OR REPLACE FUNCTION api.list_stopped()
 RETURNS jsonb
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select coalesce(
    jsonb_agg(jsonb_build_object('workspaceId', workspace_id, 'destinationId', destination_id, 'state', state)), '[]'
  )
  from data.destination_queues
  where state <> 'runnable'
$function$
-- for tl_maintainer;
-- function
CREATE OR REPLACE FUNCTION api.list_workspaces(wanted uuid[])
 RETURNS jsonb
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select coalesce(jsonb_agg(
    jsonb_build_object(
      'workspaceId', id, 'slug', slug, 'region', region, 'version', version, 'keysVersion', keys_version
    ) order by slug
  ), '[]')
  from control.workspaces
  where wanted is null or id = any (wanted)
$function$
-- for tl_control, tl_ingest, tl_worker;
-- function
CREATE OR REPLACE FUNCTION api.mark_alert_told(alert uuid, is_end boolean)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
  update data.alerts set opening_told = true, end_told = end_told or is_end where alert_id = alert
$function$
-- for tl_maintainer;
-- function
CREATE OR REPLACE FUNCTION api.missing_partition(day date)
 RETURNS text
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select data.partition_name(parent, day)
  from unnest(data.daily_tables()) as parent
  where to_regclass('data.' || data.partition_name(parent, day)) is null
  order by parent
  limit 1
$function$
-- for tl_ingest, tl_maintainer;
-- function
CREATE OR REPLACE FUNCTION api.note_sources(notes jsonb)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
  insert into data.source_notes as s (workspace_id, source_id, day, kind, code, number, last_at)
  select "workspaceId", "sourceId", (at at time zone 'UTC')::date, kind, code, number, at
  from jsonb_populate_recordset(null::data.source_note, notes)
  order by 1, 2, 3, 4, 5
  on conflict on constraint source_notes_pkey do update
  set number = s.number + excluded.number, last_at = greatest(s.last_at, excluded.last_at)
$function$
-- for tl_ingest;
-- function
CREATE OR REPLACE FUNCTION api.open_erasure(request jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  asked data.subject_request := jsonb_populate_record(null::data.subject_request, request);
  named integer := cardinality(asked."subjectKeys");
  cancelled bigint;
begin
  perform data.share_homes(array[asked."workspaceId"]);
  asked."subjectKeys" := data.keys_to_erase(asked."workspaceId", asked."subjectKeys");
  perform api.open_subject_request(to_jsonb(asked));
  cancelled := api.suppress(asked."workspaceId", asked."subjectKeys", 'erasure');
  return jsonb_build_object(
    'cancelled', cancelled, 'linkedIdentifiers', cardinality(asked."subjectKeys") - named,
    'recipients', data.recipients_of(asked."workspaceId", asked."subjectKeys")
  );
end
$function$
-- for tl_ingest;
-- function
CREATE OR REPLACE FUNCTION api.open_erasures()
 RETURNS jsonb
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select coalesce(jsonb_agg(jsonb_build_object(
    'workspaceId', workspace_id, 'requestId', request_id, 'subjectKeys', subject_keys
  ) order by requested_at, request_id), '[]')
  from data.subject_requests
  where kind = 'erasure' and state = 'open'
$function$
-- for tl_maintainer;
-- function
CREATE OR REPLACE FUNCTION api.open_subject_request(request jsonb)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
  insert into data.subject_requests (workspace_id, request_id, kind, subject_keys, requested_at, asked_by)
  select "workspaceId", "requestId", kind, "subjectKeys", "requestedAt", "askedBy"
  from jsonb_populate_record(null::data.subject_request, request)
$function$
-- for tl_ingest;
-- function
CREATE OR REPLACE FUNCTION api.partitions_ahead(day date)
 RETURNS integer
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select count(*)::integer
  from generate_series(0, 60) as ahead
  where not exists (
    select from generate_series(0, ahead) as step where api.missing_partition(day + step) is not null
  )
$function$
-- for tl_maintainer;
-- function
CREATE OR REPLACE FUNCTION api.postpone_follow_up(workspace uuid, destination uuid, request text, until timestamp with time zone)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  update data.follow_ups as f
  set due_at = until, held_until = null
  where f.workspace_id = workspace and f.destination_id = destination and f.request_id = request;
  return found;
end
$function$
-- for tl_worker;
-- function
CREATE OR REPLACE FUNCTION api.purge(now_at timestamp with time zone)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
 SET lock_timeout TO '5s'
AS $function$
declare
  today date := (now_at at time zone 'UTC')::date;
  longest_days integer := (select greatest(coalesce(max(retention_days), 0), 1) from data.homes);
  dropped text;
  deleted bigint;
begin
  if not exists (select from data.homes) then
    longest_days := 180;
  end if;
  deleted := data.purge_small_tables(now_at, today, longest_days);
  dropped := data.drop_oldest_partition(today, longest_days);
  if dropped is null then
    deleted := deleted + data.delete_oldest_day(today, longest_days);
  end if;
  return jsonb_build_object(
    'partitionsDropped', case when dropped is null then '[]'::jsonb else jsonb_build_array(dropped) end,
    'rowsDeleted', deleted,
    'more', dropped is not null or deleted > 0
  );
end
$function$
-- for tl_maintainer;
-- function
CREATE OR REPLACE FUNCTION api.purge_consent(now_at timestamp with time zone)
 RETURNS bigint
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  deleted bigint;
begin
  perform set_config('tracklayer.erasing', 'on', true);
  delete from data.consent_records as r
  using data.homes as h
  where h.workspace_id = r.workspace_id
    and r.recorded_at < now_at - make_interval(years => greatest(
      h.consent_proof_years, case when r.choices ->> 'sale_or_sharing' = 'denied' then 2 else 1 end
    ))
    and not exists (
      select from data.consent_state as s
      where s.workspace_id = r.workspace_id and s.subject_key = any (r.subject_keys) and s.record_id = r.record_id
    );
  get diagnostics deleted = row_count;
  perform set_config('tracklayer.erasing', 'off', true);

  -- Who asked and was answered is proof like a choice, and a keyed hash is personal data.
  delete from data.subject_requests as q
  using data.homes as h
  where h.workspace_id = q.workspace_id and q.completed_at < now_at - make_interval(years => h.consent_proof_years);

  -- A link without a denial at either end honours nothing.
  delete from data.consent_links as l
  using data.homes as h
  where h.workspace_id = l.workspace_id and l.learned_at < now_at - make_interval(days => h.retention_days)
    and not exists (
      select from data.consent_state as s
      where s.workspace_id = l.workspace_id and s.subject_key in (l.subject_key, l.other_key) and s.value = 'denied'
    );
  return deleted;
end
$function$
-- for tl_maintainer;
-- function
CREATE OR REPLACE FUNCTION api.purge_leftovers()
 RETURNS bigint
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  deleted bigint;
  step bigint;
begin
  delete from data.dead_letters as l
  where not exists (
    select from data.deliveries as d
    where d.workspace_id = l.workspace_id and d.event_id = l.event_id and d.received_at = l.received_at
      and d.destination_id = l.destination_id and d.run = l.run
  );
  get diagnostics deleted = row_count;
  delete from data.replay_fan_outs as f
  where not exists (
    select from data.events as e
    where e.workspace_id = f.workspace_id and e.event_id = f.event_id and e.received_at = f.received_at
  );
  get diagnostics step = row_count;
  return deleted + step;
end
$function$
-- for tl_maintainer;
-- function
CREATE OR REPLACE FUNCTION api.put_home(home jsonb)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  perform pg_advisory_xact_lock(data.home_lock((home ->> 'workspaceId')::uuid));
  insert into data.homes as h (workspace_id, epoch, state, retention_days, consent_proof_years)
  values (
    (home ->> 'workspaceId')::uuid, (home ->> 'epoch')::integer, home ->> 'state', (home ->> 'retentionDays')::integer,
    coalesce((home ->> 'consentProofYears')::integer, 3)
  )
  on conflict (workspace_id) do update
  set epoch = excluded.epoch, state = excluded.state, retention_days = excluded.retention_days,
    consent_proof_years = excluded.consent_proof_years, changed_at = now()
  where h.epoch <= excluded.epoch;
end
$function$
-- for tl_control;
-- function
CREATE OR REPLACE FUNCTION api.read_audit(workspace uuid, rows_max integer)
 RETURNS jsonb
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select coalesce(jsonb_agg(entry), '[]')
  from (
    select jsonb_build_object(
      'at', data.iso(at), 'actor', actor, 'action', action, 'target', target, 'before', before, 'after', after,
      'configVersion', config_version
    ) as entry
    from control.audit_log
    where workspace_id = workspace
    order by id desc
    limit rows_max
  ) as latest
$function$
-- for tl_control;
-- function
CREATE OR REPLACE FUNCTION api.read_blinded_keys(workspace uuid, after_received timestamp with time zone, after_event uuid, rows_max integer)
 RETURNS jsonb
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select coalesce(jsonb_agg(
    jsonb_build_object('eventId', e.event_id, 'receivedAt', e.received_at, 'keys', e.blinded_keys)
    order by e.received_at, e.event_id
  ), '[]')
  from (
    select event_id, received_at, blinded_keys
    from data.events
    where workspace_id = workspace and blinded_keys is not null
      and (after_received is null or (received_at, event_id) > (after_received, after_event))
    order by received_at, event_id
    limit rows_max
  ) as e
$function$
-- for tl_maintainer, tl_reader;
-- function
CREATE OR REPLACE FUNCTION api.read_consent(workspace uuid, subjects uuid[], as_of timestamp with time zone)
 RETURNS jsonb
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  with links as (
    select subject_key, other_key
    from data.consent_links
    where workspace_id = workspace and learned_at <= as_of
      and subject_kind not in ('order_id', 'cart_token', 'checkout_token')
  ), near as materialized (
    select other_key as key from links where subject_key = any (subjects)
  ), known as materialized (
    select unnest(subjects) as key
    union
    select key from near
    union
    select l.other_key from near join links as l on l.subject_key = near.key
  )
  select coalesce(jsonb_agg(
    jsonb_build_object(
      'recordId', r.record_id, 'kind', r.kind, 'purposes', r.choices, 'chosenAt', data.iso(r.chosen_at),
      'recordedAt', data.iso(r.recorded_at), 'source', r.source, 'reason', r.reason, 'eventId', r.event_id,
      'proof', r.proof,
      'subjects', (
        select jsonb_agg(jsonb_build_object('key', s.key, 'kind', s.kind))
        from unnest(r.subject_keys, r.subject_kinds) as s(key, kind)
        where s.key in (select key from known)
      )
    ) order by r.recorded_at, r.record_id
  ), '[]')
  from data.consent_records as r
  where r.workspace_id = workspace and r.recorded_at <= as_of
    and r.subject_keys && array(select key from known)
$function$
-- for tl_reader;
-- function
CREATE OR REPLACE FUNCTION api.read_event(workspace uuid, event uuid)
 RETURNS jsonb
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select data.event_view(e)
  from data.events as e
  where e.workspace_id = workspace and e.event_id = event
  order by e.received_at desc
  limit 1
$function$
-- for tl_reader;
-- function
CREATE OR REPLACE FUNCTION api.read_events(workspace uuid, event_ids uuid[])
 RETURNS jsonb
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select coalesce(jsonb_agg(data.event_view(e) order by e.received_at, e.event_id), '[]')
  from data.events as e
  where e.workspace_id = workspace and e.event_id = any (event_ids)
$function$
-- for tl_reader;
-- function
CREATE OR REPLACE FUNCTION api.read_events_by_key(workspace uuid, key uuid, rows_max integer)
 RETURNS jsonb
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select coalesce(jsonb_agg(data.event_view(e) order by e.received_at desc, e.event_id), '[]')
  from (
    select found.*
    from data.events as found
    where found.workspace_id = workspace and found.lookup_keys @> array[key]
    order by found.received_at desc, found.event_id
    limit rows_max
  ) as e
$function$
-- for tl_reader;
-- function
CREATE OR REPLACE FUNCTION api.read_leases(worker text, lease_ids uuid[])
 RETURNS json
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select coalesce(json_agg(
    json_build_object(
      'leaseId', l.lease_id, 'workspaceId', l.workspace_id, 'destinationId', l.destination_id,
      'probe', l.probe, 'failures', coalesce(q.failures, 0), 'slots', l.slots,
      'caps', jsonb_build_object(
        'requestsAtOnce', q.requests_at_once, 'shareMax', q.share_max, 'version', coalesce(q.caps_version, 0)
      ),
      'deliveries', data.leased_deliveries(l, data.still_of_destination(l.workspace_id, l.destination_id))
    )
  ), '[]')
  from data.leases as l
  left join data.destination_queues as q using (workspace_id, destination_id)
  where l.lease_id = any (lease_ids) and l.worker_id = worker
$function$
-- for tl_worker;
-- function
CREATE OR REPLACE FUNCTION api.read_queues(workspace uuid)
 RETURNS jsonb
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  with waiting as (
    select workspace_id, destination_id, count(*) as number, min(received_at) as oldest,
      count(*) filter (where expires_at < clock_timestamp() + interval '24 hours') as expiring
    from data.queue
    where workspace is null or workspace_id = workspace
    group by 1, 2
  ), flying as (
    select workspace_id, destination_id, sum(cardinality(items)) as number
    from data.leases
    where workspace is null or workspace_id = workspace
    group by 1, 2
  ), held as (
    select h.workspace_id, i.destination_id, count(*) as number
    from data.holds as h
    cross join unnest(h.items) as i
    where workspace is null or h.workspace_id = workspace
    group by 1, 2
  ), known as (
    select workspace_id, destination_id, state, reason, since
    from data.destination_queues
    where workspace is null or workspace_id = workspace
  )
  select coalesce(jsonb_agg(
    jsonb_build_object(
      'destinationId', destination_id, 'workspaceId', workspace_id, 'state', coalesce(d.state, 'runnable'),
      'reason', d.reason, 'since', data.iso(d.since), 'queued', coalesce(w.number, 0), 'leased', coalesce(f.number, 0),
      'held', coalesce(h.number, 0), 'oldestQueuedAt', data.iso(w.oldest),
      'expiringSoon', case when coalesce(d.state, 'runnable') = 'runnable' then 0 else coalesce(w.expiring, 0) end
    ) order by workspace_id, destination_id
  ), '[]')
  from known as d
  full join held as h using (workspace_id, destination_id)
  left join waiting as w using (workspace_id, destination_id)
  left join flying as f using (workspace_id, destination_id)
$function$
-- for tl_reader;
-- function
CREATE OR REPLACE FUNCTION api.read_receipts(workspace uuid, first_written bigint, below bigint)
 RETURNS jsonb
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select coalesce(jsonb_agg(data.receipt_json(d) order by d.written_by, d.receipt), '[]')
  from data.decisions as d
  where d.workspace_id = workspace and d.written_by >= first_written and d.written_by < below
$function$
-- for tl_reader;
-- function
CREATE OR REPLACE FUNCTION api.read_receipts_of(workspace uuid, event_ids uuid[])
 RETURNS jsonb
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select coalesce(jsonb_agg(
    data.receipt_json(d) || jsonb_build_object('written', d.written_by) order by d.decided_at, d.receipt
  ), '[]')
  from data.decisions as d
  where d.workspace_id = workspace and d.event_id = any (event_ids)
$function$
-- for tl_reader;
-- function
CREATE OR REPLACE FUNCTION api.read_reconciliation(workspace uuid, first_at timestamp with time zone, before_at timestamp with time zone)
 RETURNS jsonb
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select coalesce(jsonb_agg(
    jsonb_build_object(
      'hour', data.iso(r.hour), 'run', r.run, 'fanOut', r.fan_out, 'byState', r.by_state, 'inFlight', r.in_flight,
      'gap', r.fan_out - data.terminal_in(r.by_state) - r.in_flight
    ) order by r.hour, r.run
  ), '[]')
  from data.reconcile(workspace, first_at, before_at) as r
  where workspace is not null
$function$
-- for tl_reader;
-- function
CREATE OR REPLACE FUNCTION api.read_replay_page(held_by uuid, rows_max integer)
 RETURNS json
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  r data.replays;
  page data.replay_page;
  held data.leases;
begin
  select o.* into r from data.replays as o where o.token = held_by;
  if not found then
    return null;
  end if;
  page := case r.kind
    when 'replay' then data.events_page(r, jsonb_populate_record(null::data.replay_filter, r.filter), rows_max)
    else data.dead_page(r, jsonb_populate_record(null::data.dead_letter_filter, r.filter), rows_max)
  end;
  -- Events are read as a worker reads those of a lease.
  held.workspace_id := r.workspace_id;
  held.items := page.items;
  return (
    select json_build_object(
      'place', page.place, 'ended', page.ended, 'reduced', page.reduced, 'dead', coalesce(page.dead, '[]'),
      'items', coalesce(
        json_agg(
          json_build_object('event', e.event, 'pairs', data.replay_pairs(r.workspace_id, i)) order by i.event_id
        ), '[]'
      ),
      'subjects', api.subject_facts(
        r.workspace_id,
        array(
          select distinct key::uuid
          from data.leased_events(held) as known, json_array_elements_text(known.event -> 'subjectKeys') as key
        )
      )
    )
    from unnest(page.items) as i
    join data.leased_events(held) as e on e.event_id = i.event_id
  );
end
$function$
-- for tl_worker;
-- function
CREATE OR REPLACE FUNCTION api.read_replays(workspace uuid, replay uuid, rows_max integer)
 RETURNS jsonb
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select coalesce(jsonb_agg(data.replay_view(r) order by r.asked_at desc, r.replay_id), '[]')
  from (
    select *
    from data.replays
    where workspace_id = workspace and (replay is null or replay_id = replay)
    order by asked_at desc, replay_id
    limit rows_max
  ) as found
  join data.replays as r on r.workspace_id = found.workspace_id and r.replay_id = found.replay_id
$function$
-- for tl_reader;
-- function
CREATE OR REPLACE FUNCTION api.read_seal_position()
 RETURNS bigint
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select below_written from data.seal_position
$function$
-- for tl_reader;
-- function
CREATE OR REPLACE FUNCTION api.read_seals(workspace uuid, after_n bigint, rows_max integer)
 RETURNS jsonb
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select coalesce(jsonb_agg(data.seal_view(s) order by s.n), '[]')
  from (
    select seal.* from data.seals as seal
    where seal.workspace_id = workspace and seal.n > after_n
    order by seal.n
    limit rows_max
  ) as s
$function$
-- for tl_reader;
-- function
CREATE OR REPLACE FUNCTION api.read_seals_over(workspace uuid, written bigint[])
 RETURNS jsonb
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select coalesce(jsonb_agg(data.seal_view(s) order by s.n), '[]')
  from data.seals as s
  where s.workspace_id = workspace
    and exists (select from unnest(written) as w where w >= s.from_written and w < s.below_written)
$function$
-- for tl_reader;
-- function
CREATE OR REPLACE FUNCTION api.read_snapshot(workspace uuid, wanted integer)
 RETURNS jsonb
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select c.snapshot
  from control.config_versions as c
  join control.workspaces as w on w.id = c.workspace_id
  where c.workspace_id = workspace and c.version = coalesce(wanted, w.version)
$function$
-- for tl_control, tl_ingest, tl_worker;
-- function
CREATE OR REPLACE FUNCTION api.read_source_health(workspace uuid, source uuid, now_at timestamp with time zone)
 RETURNS jsonb
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  with recent as materialized (
    select event_id, received_at, filtered
    from data.events
    where workspace_id = workspace and source_id = source and received_at > now_at - interval '24 hours'
  ), unsent as (
    select d.state, d.reason
    from recent as r
    join data.deliveries as d
      on d.workspace_id = workspace and d.event_id = r.event_id and d.received_at = r.received_at
    where d.received_at > now_at - interval '24 hours' and d.state not in ('queued', 'held', 'delivered')
    union all
    select 'filtered', pair ->> 'reason' from recent, jsonb_array_elements(filtered) as pair
  ), since as (
    select ((now_at - interval '24 hours') at time zone 'UTC')::date as day
  )
  select jsonb_build_object(
    'lastEventAt', (
      select data.iso(max(received_at)) from data.events where workspace_id = workspace and source_id = source
    ),
    'received24h', (select count(*) from recent),
    'rejectedByCode', data.source_counts(workspace, source, since.day, 'rejected'),
    'notSentByReason', (
      select coalesce(jsonb_agg(
        jsonb_build_object('state', state, 'reason', reason, 'count', number) order by number desc, state, reason
      ), '[]')
      from (select state, reason, count(*) as number from unsent group by 1, 2) as counted
    ),
    'unmappedCategories', data.source_counts(workspace, source, since.day, 'unmapped_category'),
    'preflightWarnings', data.source_counts(workspace, source, since.day, 'preflight'),
    'clockOffsetSecondsMedian', data.source_clock_offset(workspace, source, since.day)
  )
  from since
$function$
-- for tl_reader;
-- function
CREATE OR REPLACE FUNCTION api.read_stops(workspace uuid)
 RETURNS jsonb
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select jsonb_build_object(
    'egress', (
      select coalesce(jsonb_agg(
        jsonb_build_object(
          'scope', case when workspace_id = data.every_workspace() then 'all' else 'workspace' end,
          'reason', reason, 'since', data.iso(since)
        ) order by workspace_id
      ), '[]')
      from data.egress_stops
      where workspace_id in (workspace, data.every_workspace())
    ),
    'destinations', (
      select coalesce(jsonb_agg(
        jsonb_build_object('destinationId', destination_id, 'state', state, 'reason', reason, 'since', data.iso(since))
        order by destination_id
      ), '[]')
      from data.destination_queues
      where workspace_id = workspace and state <> 'runnable'
    )
  )
$function$
-- for tl_reader;
-- function
CREATE OR REPLACE FUNCTION api.read_subject_requests(workspace uuid, subjects uuid[], rows_max integer)
 RETURNS jsonb
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select coalesce(jsonb_agg(jsonb_build_object(
    'requestId', r.request_id, 'kind', r.kind, 'state', r.state, 'requestedAt', data.iso(r.requested_at),
    'completedAt', data.iso(r.completed_at), 'askedBy', r.asked_by, 'outcome', r.outcome
  ) order by r.requested_at desc, r.request_id), '[]')
  from (
    select * from data.subject_requests
    where workspace_id = workspace and (subjects is null or subject_keys && subjects)
    order by requested_at desc, request_id
    limit rows_max
  ) as r
$function$
-- for tl_reader;
-- function
CREATE OR REPLACE FUNCTION api.read_tail(workspace uuid, after_received timestamp with time zone, after_event uuid, rows_max integer)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  below xid8 := pg_snapshot_xmin(pg_current_snapshot());
  seen data.events;
begin
  select e.* into seen
  from data.events as e
  where e.workspace_id = workspace and e.event_id = after_event and e.received_at = after_received;
  if found then
    return (
      select coalesce(jsonb_agg(data.recent_event(e) order by e.written_by, e.event_id), '[]')
      from data.events_after(workspace, below, seen, rows_max) as e
    );
  end if;
  return (
    select coalesce(jsonb_agg(data.recent_event(e) order by e.written_by, e.event_id), '[]')
    from data.latest_events(workspace, below, rows_max) as e
  );
end
$function$
-- for tl_reader;
-- function
CREATE OR REPLACE FUNCTION api.read_tombstones(workspace uuid)
 RETURNS jsonb
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select coalesce(jsonb_agg(jsonb_build_object(
    'workspaceId', t.workspace_id, 'tombstoneId', t.tombstone_id, 'kind', t.kind, 'day', t.day,
    'leaves', encode(t.leaves, 'base64'), 'reason', t.reason, 'buriedAt', data.iso(t.buried_at), 'keyId', t.key_id,
    'signature', t.signature
  ) order by t.buried_at, t.tombstone_id), '[]')
  from data.tombstones as t
  where t.workspace_id = workspace
$function$
-- for tl_reader;
-- function
CREATE OR REPLACE FUNCTION api.read_watch(now_at timestamp with time zone)
 RETURNS jsonb
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select jsonb_build_object(
    'heartbeatAgeSeconds', (
      select extract(epoch from now_at - greatest(acknowledged_at, watched_since))::float8 from data.heartbeats
    ),
    'heartbeatSentSecondsAgo', (
      select extract(epoch from now_at - sent_at)::float8 from data.heartbeats
    ),
    'alerts', (
      select coalesce(jsonb_agg(jsonb_build_object('code', code, 'count', number) order by code), '[]')
      from (select code, count(*) as number from data.alerts where resolved_at is null group by 1) as open
    ),
    'reconciliation', (
      select coalesce(jsonb_agg(
        jsonb_build_object(
          'workspaceId', workspace_id, 'hour', data.iso(hour), 'run', run, 'fanOut', fan_out, 'terminal', terminal,
          'inFlight', in_flight, 'gap', fan_out - terminal - in_flight
        ) order by workspace_id, hour, run
      ), '[]')
      from data.reconciliations
      where hour >= date_trunc('hour', now_at, 'UTC') - interval '1 hour'
    )
  )
$function$
-- for tl_maintainer;
-- function
CREATE OR REPLACE FUNCTION api.readmit_destination(workspace uuid, destination uuid)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  change data.destination_queues;
begin
  perform from data.destination_queues as q
  where q.workspace_id = workspace and q.destination_id = destination and q.state = 'removed'
  for update;
  if not found then
    return;
  end if;
  change.state := 'runnable';
  change.set_by := 'admin';
  change.failures := 0;
  change.trips := 0;
  perform data.put_queue_state(workspace, destination, change);
end
$function$
-- for tl_maintainer;
-- function
CREATE OR REPLACE FUNCTION api.reclaim_leases(worker_ids text[], due timestamp with time zone)
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  taken data.leases[];
  returned integer;
begin
  with locked as materialized (
    select lease_id from data.leases where worker_id = any (worker_ids) order by lease_id for update
  ), gone as (
    delete from data.leases using locked where leases.lease_id = locked.lease_id returning leases
  )
  select array_agg(leases) into taken from gone;

  update data.destination_queues as q
  set state = 'open', probe_at = due
  from unnest(taken) as l
  where l.probe and q.workspace_id = l.workspace_id and q.destination_id = l.destination_id and q.state = 'half_open';

  insert into data.queue (
    workspace_id, event_id, destination_id, run, received_at, due_at, expires_at, first_attempt_at, attempts, purposes
  )
  select
    l.workspace_id, i.event_id, l.destination_id, i.run, i.received_at,
    due, i.expires_at, i.first_attempt_at, i.attempts, i.purposes
  from unnest(taken) as l, unnest(l.items) as i;
  get diagnostics returned = row_count;

  if returned > 0 then
    perform data.wake(
      array(select distinct row(l.workspace_id, l.destination_id, due)::data.wake_up from unnest(taken) as l)
    );
  end if;
  delete from data.workers where worker_id = any (worker_ids);
  return returned;
end
$function$
-- for tl_worker;
-- function
CREATE OR REPLACE FUNCTION api.record_consent(choice jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  chosen data.choice := jsonb_populate_record(null::data.choice, choice);
begin
  perform data.share_homes(array[chosen."workspaceId"]);
  return jsonb_build_object(
    'recordId', chosen."recordId",
    'cancelled', data.end_queued(data.record_choices(array[chosen]))
  );
end
$function$
-- for tl_ingest;
-- function
CREATE OR REPLACE FUNCTION api.report_health(request jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  workspace uuid := (request ->> 'workspaceId')::uuid;
  destination uuid := (request ->> 'destinationId')::uuid;
  listened_in text := case when (request ->> 'probe')::boolean then 'half_open' else 'runnable' end;
  found_row data.destination_queues;
  change data.destination_queues;
begin
  select q.* into found_row
  from data.destination_queues as q
  where q.workspace_id = workspace and q.destination_id = destination
  for update;
  -- Once open, only the probe's word counts: other leases may have been answered before.
  if found_row.state is distinct from listened_in then
    return jsonb_build_object('before', found_row.state, 'after', found_row.state);
  end if;
  change := data.health_change(found_row, request);
  perform data.put_queue_state(workspace, destination, change);
  return jsonb_build_object('before', found_row.state, 'after', change.state);
end
$function$
-- for tl_worker;
-- function
CREATE OR REPLACE FUNCTION api.resume_egress(workspace uuid)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  stopped_since timestamptz;
begin
  delete from data.egress_stops
  where workspace_id = coalesce(workspace, data.every_workspace())
  returning since into stopped_since;
  if stopped_since is null then
    return false;
  end if;
  -- Locks in the order of wake.
  perform from data.destination_queues
  where state = 'runnable' and due_at < 'infinity' and (workspace is null or workspace_id = workspace)
  order by workspace_id, destination_id
  for update;
  update data.destination_queues
  set stood_still = stood_still + (clock_timestamp() - stopped_since)
  where state = 'runnable' and due_at < 'infinity' and (workspace is null or workspace_id = workspace);
  return true;
end
$function$
-- for tl_control;
-- function
CREATE OR REPLACE FUNCTION api.revoke_key(workspace uuid, key uuid, moment timestamp with time zone, audit jsonb)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  update control.workspaces set keys_version = keys_version + 1 where id = workspace;
  update control.api_keys set revoked_at = moment where id = key and workspace_id = workspace and revoked_at is null;
  if not found then
    return false;
  end if;
  perform api.append_audit(workspace, audit, null);
  return true;
end
$function$
-- for tl_control;
-- function
CREATE OR REPLACE FUNCTION api.set_caps(workspace uuid, destination uuid, caps jsonb)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
  update data.destination_queues
  set
    requests_at_once = (caps ->> 'requestsAtOnce')::smallint, share_max = (caps ->> 'shareMax')::integer,
    caps_version = (caps ->> 'version')::integer
  where workspace_id = workspace and destination_id = destination and caps_version <= (caps ->> 'version')::integer
$function$
-- for tl_worker;
-- function
CREATE OR REPLACE FUNCTION api.set_queue_state(request jsonb)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  workspace uuid := (request ->> 'workspaceId')::uuid;
  destination uuid := (request ->> 'destinationId')::uuid;
  found_state text;
  change data.destination_queues;
begin
  insert into data.destination_queues (workspace_id, destination_id, due_at)
  values (workspace, destination, 'infinity')
  on conflict do nothing;
  select q.state into found_state
  from data.destination_queues as q
  where q.workspace_id = workspace and q.destination_id = destination
  for update;
  if request ->> 'by' = 'worker' and found_state = 'paused' then
    return;
  end if;
  change.state := request ->> 'state';
  change.set_by := request ->> 'by';
  change.reason := request ->> 'reason';
  change.failures := 0;
  change.trips := 0;
  perform data.put_queue_state(workspace, destination, change);
end
$function$
-- for tl_control, tl_worker;
-- function
CREATE OR REPLACE FUNCTION api.settle_alerts(found_code text, firing jsonb, now_at timestamp with time zone)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
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
$function$
-- for tl_maintainer;
-- function
CREATE OR REPLACE FUNCTION api.settle_follow_up(workspace uuid, destination uuid, request text, said jsonb)
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  asked data.follow_ups;
  changed integer;
begin
  delete from data.follow_ups as f
  where f.workspace_id = workspace and f.destination_id = destination and f.request_id = request
  returning f.* into asked;
  if not found then
    return 0;
  end if;
  with items as materialized (
    select * from unnest(asked.event_ids, asked.received_ats, asked.runs) as i (event_id, received_at, run)
  ), moved as (
    update data.deliveries as d
    set state = said ->> 'state', reason = said ->> 'reason'
    from items as i
    where d.workspace_id = workspace and d.destination_id = destination and d.event_id = i.event_id
      and d.received_at = i.received_at and d.run = i.run and d.state = 'delivered' and d.reason = 'accepted'
    returning d.event_id, d.received_at, d.run, d.attempts, d.state
  ), told as (
    update data.attempts as a
    set detail = left(concat_ws('; ', a.detail, said ->> 'detail'), 2048)
    from moved as m
    where a.workspace_id = workspace and a.destination_id = destination and a.event_id = m.event_id
      and a.received_at = m.received_at and a.run = m.run and a.attempt = m.attempts
  ), buried as (
    insert into data.dead_letters (workspace_id, event_id, received_at, destination_id, run, reason, purposes)
    select workspace, m.event_id, m.received_at, destination, m.run, said ->> 'reason', asked.purposes
    from moved as m
    where m.state = 'dead'
    on conflict do nothing
  )
  select count(*) into changed from moved;
  return changed;
end
$function$
-- for tl_worker;
-- function
CREATE OR REPLACE FUNCTION api.settle_hold(request jsonb)
 RETURNS text
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  workspace uuid := (request ->> 'workspaceId')::uuid;
  decided data.held_decision[] := array(
    select d from jsonb_populate_recordset(null::data.held_decision, request -> 'deliveries') as d
  );
  event data.events;
  held data.holds;
  taken data.ending[];
  released data.ending[];
begin
  perform data.share_homes(array[workspace]);
  perform data.keep_hold_inputs(request, decided);
  -- Locks as everywhere: the event, then its hold.
  select e.* into event
  from data.events as e
  where e.workspace_id = workspace and e.event_id = (request ->> 'eventId')::uuid
    and e.received_at = (request ->> 'receivedAt')::timestamptz
  for update;
  select h.* into held
  from data.holds as h
  where h.workspace_id = workspace and h.event_id = event.event_id
  for update;
  if held.event_id is null or held.held_until <= clock_timestamp() then
    return 'gone';
  end if;
  taken := data.take_held(data.settlings(held, event, decided));
  perform data.write_endings(taken);
  released := array(select t from unnest(taken) as t where t.verdict = 'deliver');
  if cardinality(released) > 0 then
    perform data.restore_event(held, jsonb_populate_record(null::data.restored_event, request -> 'event'));
    perform data.queue_released(held, released, decided);
  end if;
  return 'settled';
end
$function$
-- for tl_worker;
-- function
CREATE OR REPLACE FUNCTION api.start_replay(workspace uuid, replay uuid, changes jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  started data.replays;
begin
  perform pg_advisory_xact_lock(hashtextextended('tracklayer replays ' || workspace::text, 0));
  update data.replays as r
  set
    state = 'running', due_at = clock_timestamp(), started_at = coalesce(r.started_at, clock_timestamp()), ended_at = null,
    place = case when r.started_at is not null then r.place end, token = null,
    duplicates = coalesce(changes ->> 'duplicates', r.duplicates),
    per_second = coalesce((changes ->> 'perSecond')::integer, r.per_second),
    run = case
      when r.kind = 'replay' then coalesce(
        r.run, (select coalesce(max(o.run), 0) + 1 from data.replays as o where o.workspace_id = workspace)
      )
    end
  where r.workspace_id = workspace and r.replay_id = replay and r.state in ('previewed', 'stopped')
    and r.previewed_at is not null
  returning * into started;
  return case when found then data.replay_view(started) end;
end
$function$
-- for tl_control;
-- function
CREATE OR REPLACE FUNCTION api.stop_egress(workspace uuid, why text)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
  insert into data.egress_stops (workspace_id, reason)
  values (coalesce(workspace, data.every_workspace()), why)
  on conflict (workspace_id) do update set reason = excluded.reason
$function$
-- for tl_control;
-- function
CREATE OR REPLACE FUNCTION api.stop_replay(workspace uuid, replay uuid)
 RETURNS jsonb
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
  update data.replays as r
  set state = 'stopped', ended_at = clock_timestamp(), token = null
  where r.workspace_id = workspace and r.replay_id = replay and r.state in ('previewing', 'previewed', 'running')
  returning data.replay_view(r)
$function$
-- for tl_control;
-- function
CREATE OR REPLACE FUNCTION api.subject_facts(workspace uuid, subject_keys uuid[])
 RETURNS jsonb
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select coalesce(jsonb_agg(
    jsonb_build_object(
      'subjectKey', wanted.key,
      'choices', known.choices,
      'gpcSeenAt', known.gpc_seen_at,
      'linked', linked.keys,
      'inherited', case
        when linked.keys = '[]' then '[]'::jsonb else data.inherited_choices(workspace, wanted.key)
      end,
      'suppressed', exists (
        select from data.suppressions as s where s.workspace_id = workspace and s.subject_key = wanted.key
      )
    ) order by wanted.position
  ), '[]')
  from unnest(subject_keys) with ordinality as wanted(key, position)
  cross join lateral (
    select
      coalesce(jsonb_agg(data.choice_json(c, c.subject_kind) order by c.purpose, c.kind), '[]') as choices,
      data.iso(min(c.gpc_first_at)) as gpc_seen_at
    from data.consent_state as c
    where c.workspace_id = workspace and c.subject_key = wanted.key
  ) as known
  cross join lateral (
    select coalesce(jsonb_agg(l.other_key order by l.other_key), '[]') as keys
    from data.consent_links as l
    where l.workspace_id = workspace and l.subject_key = wanted.key
  ) as linked
$function$
-- for tl_ingest, tl_worker;
-- function
CREATE OR REPLACE FUNCTION api.suppress(workspace uuid, subjects uuid[], why text)
 RETURNS bigint
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  insert into data.suppressions (workspace_id, subject_key, reason)
  select workspace, subject, why
  from (select distinct unnest(subjects) as subject order by 1) as sorted
  on conflict do nothing;
  return data.end_queued(
    data.waiting_of(workspace, subjects, array['suppressed', 'suppressed', 'suppression'], null)
    || data.held_of(workspace, subjects, array['suppressed', 'suppressed', 'suppression'], null)
  );
end
$function$
-- for tl_control;
-- function
CREATE OR REPLACE FUNCTION api.sweep_queues(now_at timestamp with time zone)
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  late data.wake_up[];
begin
  update data.destination_queues as q
  set state = 'open', probe_at = now_at
  where q.state = 'half_open' and not exists (
    select from data.leases as l
    where l.workspace_id = q.workspace_id and l.destination_id = q.destination_id and l.probe
  );
  select array_agg(row(q.workspace_id, q.destination_id, head.due_at)::data.wake_up) into late
  from data.destination_queues as q
  cross join lateral (
    select min(w.due_at) as due_at
    from data.queue as w
    where w.workspace_id = q.workspace_id and w.destination_id = q.destination_id
  ) as head
  where head.due_at < q.due_at and q.due_at > now_at;
  if late is null then
    return 0;
  end if;
  perform data.wake(late);
  return cardinality(late);
end
$function$
-- for tl_worker;
-- function
CREATE OR REPLACE FUNCTION api.take_turn(workspace uuid, destination uuid, per_second double precision, horizon_ms integer)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  free_at timestamptz;
  wait_ms float8;
begin
  insert into data.request_turns (workspace_id, destination_id) values (workspace, destination) on conflict do nothing;
  select greatest(next_at, clock_timestamp()) into free_at
  from data.request_turns
  where workspace_id = workspace and destination_id = destination
  for update;
  -- Read after the wait for the lock.
  wait_ms := greatest(extract(epoch from free_at - clock_timestamp()) * 1000, 0);
  if wait_ms <= horizon_ms then
    update data.request_turns
    set next_at = greatest(free_at, clock_timestamp()) + make_interval(secs => 1 / per_second)
    where workspace_id = workspace and destination_id = destination;
  end if;
  return jsonb_build_object('waitMs', ceil(wait_ms), 'granted', wait_ms <= horizon_ms);
end
$function$
-- for tl_worker;
-- function
CREATE OR REPLACE FUNCTION api.unsealed_decisions(rows_max integer)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  first_written bigint := (select below_written from data.seal_position);
  below bigint := data.round_end(first_written, rows_max);
begin
  return jsonb_build_object(
    'fromWritten', first_written, 'belowWritten', below,
    'workspaces', (
      select coalesce(jsonb_agg(jsonb_build_object('workspaceId', workspace_id, 'days', days, 'last', (
        select data.seal_json(s) from data.seals as s where s.workspace_id = found.workspace_id order by n desc limit 1
      )) order by workspace_id), '[]')
      from (
        select workspace_id, jsonb_agg(
          jsonb_build_object('day', day, 'leaves', encode(leaves, 'base64')) order by day
        ) as days
        from data.leaves_between(first_written, below)
        group by workspace_id
      ) as found
    )
  );
end
$function$
-- for tl_maintainer;
-- function
CREATE OR REPLACE FUNCTION api.untold_alerts()
 RETURNS jsonb
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select coalesce(jsonb_agg(data.alert_json(a) || jsonb_build_object('openingTold', a.opening_told) order by a.opened_at), '[]')
  from data.alerts as a
  where not a.opening_told or a.resolved_at is not null and not a.end_told
$function$
-- for tl_maintainer;
-- function
CREATE OR REPLACE FUNCTION control.key_row(key control.api_keys)
 RETURNS jsonb
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select jsonb_build_object(
    'keyId', key.id, 'workspaceId', key.workspace_id, 'sourceId', key.source_id, 'kind', key.kind,
    'scopes', to_jsonb(key.scopes), 'hint', key.hint, 'createdAt', data.iso(key.created_at),
    'expiresAt', data.iso(key.expires_at), 'revokedAt', data.iso(key.revoked_at)
  )
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION control.refuse_change()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  raise exception '%.% is append-only', tg_table_schema, tg_table_name using errcode = 'insufficient_privilege';
end
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.add_holds(wanted data.holds[])
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  kept data.holds[];
  too_many data.holds[];
  held data.holds;
begin
  perform pg_advisory_xact_lock(20260903, device_lock)
  from (select distinct data.destination_lock(device_key) as device_lock from unnest(wanted) order by 1) as sorted;

  select array_agg(hold order by n) filter (where place <= 50), array_agg(hold) filter (where place > 50)
  into kept, too_many
  from (
    select
      n, wanted[n] as hold,
      row_number() over (partition by (wanted[n]).workspace_id, (wanted[n]).device_key order by n) + (
        select count(*)
        from data.holds as h
        where h.workspace_id = (wanted[n]).workspace_id and h.device_key = (wanted[n]).device_key
      ) as place
    from generate_subscripts(wanted, 1) as n
  ) as numbered;

  insert into data.holds select * from unnest(kept);
  if too_many is not null then
    perform data.write_endings(data.endings_of(too_many, array['denied', 'hold_limit', 'consent'], null));
  end if;
  foreach held in array coalesce(kept, '{}') loop
    perform data.end_held(
      data.endings_of(array[held], array['denied', 'hold_refused', 'consent'], data.denied_since(held))
    );
  end loop;
  perform data.end_held(data.endings_of(
    array(
      select h
      from unnest(kept) as h
      join data.suppressions as s on s.workspace_id = h.workspace_id and s.subject_key = any (h.subject_keys)
    ),
    array['suppressed', 'suppressed', 'suppression'], null
  ));
end
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.add_partition(parent text, day date)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  name text := data.partition_name(parent, day);
begin
  execute format('create table data.%I (like data.%I including all)', name, parent);
  execute format('alter table data.%I enable row level security', name);
  execute format('alter table data.%I force row level security', name);
  execute format(
    'alter table data.%I attach partition data.%I for values from (%L) to (%L)',
    parent, name, data.day_bound(parent, day), data.day_bound(parent, day + 1)
  );
end
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.added_counts(counts jsonb, more jsonb)
 RETURNS jsonb
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select coalesce(jsonb_object_agg(key, number), '{}')
  from (
    select key, sum(value::bigint) as number
    from (select * from jsonb_each_text(counts) union all select * from jsonb_each_text(more)) as both_of_them
    group by key
  ) as summed
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.alert_json(a data.alerts)
 RETURNS jsonb
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select jsonb_build_object(
    'alertId', a.alert_id, 'workspaceId', a.workspace_id, 'code', a.code, 'subject', a.subject, 'detail', a.detail,
    'openedAt', data.iso(a.opened_at), 'resolvedAt', data.iso(a.resolved_at)
  )
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.attempts_of(event data.events)
 RETURNS jsonb
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select coalesce(jsonb_agg(jsonb_build_object(
    'destinationId', a.destination_id, 'run', a.run, 'attempt', a.attempt, 'startedAt', data.iso(a.started_at),
    'durationMs', a.duration_ms, 'outcome', a.outcome, 'httpStatus', a.http_status, 'detail', a.detail
  ) order by a.started_at, a.destination_id), '[]')
  from data.attempts as a
  where a.workspace_id = event.workspace_id and a.event_id = event.event_id and a.received_at = event.received_at
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.call_held(choices data.choice[])
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  called data.holds[];
begin
  select array_agg(locked) into called
  from (
    select h.*
    from data.holds as h
    where (h.workspace_id, h.device_key) in (
      select c."workspaceId", s.key
      from unnest(choices) as c
      cross join jsonb_populate_recordset(null::data.choice_subject, c.subjects) as s
      where c.kind = 'chosen' and s.kind = 'anonymous_id'
    )
    order by h.workspace_id, h.event_id
    for update
  ) as locked;
  if called is not null then
    update data.holds as h
    set due_at = least(h.due_at, clock_timestamp())
    from unnest(called) as c
    where h.workspace_id = c.workspace_id and h.event_id = c.event_id;
  end if;
end
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.cancel_waiting(workspace uuid, destination uuid, rows_max integer)
 RETURNS integer
 LANGUAGE plpgsql
 SET search_path TO ''
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
AS $function$
declare
  ended integer;
begin
  with locked as materialized (
    select q.event_id, q.run, q.received_at
    from data.queue as q
    where q.workspace_id = workspace and q.destination_id = destination
    order by q.event_id, q.run
    limit rows_max
    for update
  ), gone as (
    delete from data.queue as q using locked as l
    where q.workspace_id = workspace and q.event_id = l.event_id and q.destination_id = destination and q.run = l.run
    returning q.event_id, q.run, q.received_at
  ), forgotten as (
    delete from data.delivery_private as p using gone as g
    where p.workspace_id = workspace and p.event_id = g.event_id and p.destination_id = destination and p.run = g.run
      and p.received_at = g.received_at
  ), ledger as (
    update data.deliveries as d
    set state = 'cancelled', reason = 'destination_removed', finished_at = clock_timestamp()
    from gone as g
    where d.workspace_id = workspace and d.event_id = g.event_id and d.destination_id = destination and d.run = g.run
      and d.received_at = g.received_at
    returning 1
  )
  select count(*) into ended from ledger;
  return ended;
end
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.changed_events(workspace uuid, leased jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
 SET plan_cache_mode TO 'force_custom_plan'
 SET enable_nestloop TO 'off'
AS $function$
declare
  held data.leased_event[] := array(select l from jsonb_populate_recordset(null::data.leased_event, leased) as l);
  ids uuid[] := array(select "eventId" from unnest(held));
  first_at timestamptz := (select min("receivedAt") from unnest(held));
  last_at timestamptz := (select max("receivedAt") from unnest(held));
begin
  return (
    select coalesce(jsonb_agg(l."eventId"), '[]')
    from unnest(held) as l
    left join (
      select event_id, received_at, signals_ids
      from data.events
      where workspace_id = workspace and event_id = any (ids) and received_at between first_at and last_at
    ) as e on e.event_id = l."eventId" and e.received_at = l."receivedAt"
    where e.event_id is null or cardinality(e.signals_ids) <> l.signals
  );
end
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.choice_json(c data.consent_state, found_by text)
 RETURNS jsonb
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select jsonb_build_object(
    'purpose', c.purpose, 'value', c.value, 'chosenAt', data.iso(c.chosen_at), 'recordId', c.record_id, 'kind', c.kind,
    'by', found_by
  ) || case when c.value = 'denied' and c.is_gpc and not c.was_refused then '{"isGpc": true}' else '{}' end::jsonb
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.choices_in(news data.ingest_news[], at_home bigint[])
 RETURNS data.choice[]
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select array_agg(c)
  from unnest(news) as n
  cross join jsonb_populate_recordset(null::data.choice, n.choices) as c
  where n.ordinality = any (at_home)
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.claim_message_ids(items data.ingest_item[])
 RETURNS data.ingest_split
 LANGUAGE sql
 SET search_path TO ''
 SET enable_nestloop TO 'off'
AS $function$
  with head as materialized (
    select i."workspaceId", i."eventId", i."receivedAt", i."bodyHash", i."dedupUntil", i.ordinality
    from unnest(items) with ordinality as i
    join data.homes on homes.workspace_id = i."workspaceId" and homes.epoch = i.epoch and homes.state = 'active'
  ), first as materialized (
    select distinct on ("workspaceId", "eventId") *
    from head
    order by "workspaceId", "eventId", ordinality
  ), claimed as (
    insert into data.message_ids (workspace_id, event_id, received_at, body_hash, dedup_until)
    select "workspaceId", "eventId", "receivedAt", decode("bodyHash", 'hex'), "dedupUntil"
    from first
    order by "workspaceId", "eventId"
    on conflict do nothing
    returning workspace_id, event_id
  )
  select
    (select array_agg(ordinality) from head),
    (
      select array_agg(ordinality)
      from claimed
      join first on first."workspaceId" = claimed.workspace_id and first."eventId" = claimed.event_id
    )
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.daily_tables()
 RETURNS text[]
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select array['events', 'event_network', 'deliveries', 'delivery_private', 'decisions', 'attempts', 'signals']
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.day_bound(parent text, day date)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select pg_catalog.to_char(day, case parent when 'signals' then 'YYYY-MM-DD' else 'YYYY-MM-DD 00:00:00+00' end)
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.dead_letters_of(workspace uuid, f data.dead_letter_filter)
 RETURNS SETOF data.dead_letters
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select l.*
  from data.dead_letters as l
  join data.deliveries as d
    on d.workspace_id = l.workspace_id and d.event_id = l.event_id and d.received_at = l.received_at
    and d.destination_id = l.destination_id and d.run = l.run and d.state = 'dead'
  join data.events as e
    on e.workspace_id = l.workspace_id and e.event_id = l.event_id and e.received_at = l.received_at
  where l.workspace_id = workspace
    and (f."eventId" is null or l.event_id = f."eventId")
    and (f."destinationId" is null or l.destination_id = f."destinationId")
    and (f.reason is null or l.reason in (f.reason, 'retries_exhausted:' || f.reason))
    and (f.name is null or e.name = f.name)
    and (f."from" is null or l.died_at >= f."from")
    and (f."to" is null or l.died_at < f."to")
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.dead_page(r data.replays, f data.dead_letter_filter, rows_max integer)
 RETURNS data.replay_page
 LANGUAGE sql
 STABLE
 SET search_path TO ''
 SET plan_cache_mode TO 'force_custom_plan'
AS $function$
  with scanned as materialized (
    select *
    from data.dead_letters as l
    where l.workspace_id = r.workspace_id and (
      r.place is null or (l.event_id, l.destination_id, l.run) > (
        (r.place ->> 'eventId')::uuid, (r.place ->> 'destinationId')::uuid, (r.place ->> 'run')::smallint
      )
    )
    order by l.event_id, l.destination_id, l.run
    limit rows_max
  ), wanted as (
    select l.event_id, l.received_at, l.destination_id, l.run
    from scanned as s
    join data.dead_letters_of(r.workspace_id, f) as l using (event_id, destination_id, run)
    where s.died_at < r.asked_at
  )
  select row(
    coalesce(
      (
        select array_agg(row(w.event_id, w.received_at, 0, 0, null, null, null)::data.lease_item order by w.event_id)
        from (select distinct event_id, received_at from wanted) as w
      ), '{}'
    ),
    (
      select jsonb_agg(jsonb_build_object('eventId', event_id, 'destinationId', destination_id, 'run', run)) from wanted
    ),
    0,
    (
      select jsonb_build_object('eventId', event_id, 'destinationId', destination_id, 'run', run)
      from scanned
      order by event_id desc, destination_id desc, run desc
      limit 1
    ),
    (select count(*) from scanned) < rows_max
  )::data.replay_page
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.decisions_of(event data.events)
 RETURNS jsonb
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select coalesce(jsonb_agg(jsonb_build_object(
    'destinationId', d.destination_id, 'run', d.run, 'stage', d.stage, 'verdict', d.verdict, 'mode', d.mode,
    'reason', d.reason, 'gate', d.gate, 'configVersion', d.config_version, 'policyVersion', d.policy_version,
    'signalsId', d.signals_id, 'inputsId', d.inputs_id, 'jurisdiction', d.jurisdiction, 'consent', d.consent,
    'rule', d.rule, 'warnings', to_jsonb(d.warnings), 'decidedAt', data.iso(d.decided_at)
  ) order by d.decided_at, d.destination_id), '[]')
  from data.decisions as d
  where d.workspace_id = event.workspace_id and d.event_id = event.event_id and d.received_at = event.received_at
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.delete_oldest_day(today date, longest_days integer)
 RETURNS bigint
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  old record;
  parent text;
  deleted bigint := 0;
  step bigint;
begin
  select h.workspace_id, (e.received_at at time zone 'UTC')::date as day into old
  from data.homes as h
  cross join lateral (
    select received_at
    from data.events
    where workspace_id = h.workspace_id and received_at < (today - h.retention_days)::timestamp at time zone 'UTC'
    limit 1
  ) as e
  where h.retention_days < longest_days
  limit 1;
  if not found then
    return 0;
  end if;
  perform set_config('tracklayer.lawful_removal', 'on', true);
  foreach parent in array data.daily_tables() loop
    if to_regclass('data.' || data.partition_name(parent, old.day)) is not null then
      execute format(
        'delete from data.%I where workspace_id = $1 and %I >= %L and %I < %L', parent,
        case parent when 'signals' then 'day' else 'received_at' end, data.day_bound(parent, old.day),
        case parent when 'signals' then 'day' else 'received_at' end, data.day_bound(parent, old.day + 1)
      ) using old.workspace_id;
      get diagnostics step = row_count;
      deleted := deleted + step;
    end if;
  end loop;
  perform set_config('tracklayer.lawful_removal', 'off', true);
  return deleted;
end
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.deliveries_in(deliveries text)
 RETURNS data.ingest_delivery[]
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  with line as materialized (
    select string_to_array(text, E'\t', '\N') as f from string_to_table(deliveries, E'\n') as text
  )
  select array_agg(
    row(
      f[1]::bigint, f[2]::uuid, f[3], f[4], f[5], f[6], f[7], f[8]::timestamptz, f[9]::timestamptz, f[10]::text[],
      f[11], f[12], f[13], f[14]::text[]
    )::data.ingest_delivery
  )
  from line
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.deliveries_of(event data.events)
 RETURNS jsonb
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select coalesce(jsonb_agg(jsonb_build_object(
    'destinationId', d.destination_id, 'run', d.run,
    'state', case when d.state = 'queued' and q.event_id is null then 'leased' else d.state end,
    'reason', d.reason, 'attempts', d.attempts, 'dueAt', data.iso(q.due_at), 'finishedAt', data.iso(d.finished_at)
  ) order by d.destination_id, d.run), '[]')
  from data.deliveries as d
  left join data.queue as q
    on q.workspace_id = d.workspace_id and q.event_id = d.event_id and q.destination_id = d.destination_id and q.run = d.run
  where d.workspace_id = event.workspace_id and d.event_id = event.event_id and d.received_at = event.received_at
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.denied_since(held data.holds)
 RETURNS text[]
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  with linked as materialized (
    select data.linked_keys(held.workspace_id, held.subject_keys) as keys
  )
  select array(
    select distinct said.purpose
    from data.consent_records as r
    cross join linked
    cross join jsonb_each_text(r.choices) as said(purpose, value)
    where r.workspace_id = held.workspace_id and r.subject_keys && linked.keys and said.value = 'denied'
      and (r.kind = 'chosen' or r.subject_keys && held.subject_keys)
  )
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.denying_repeats(items data.ingest_item[], deliveries data.ingest_delivery[], repeats bigint[])
 RETURNS data.repeat[]
 LANGUAGE sql
 STABLE
 SET search_path TO ''
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
AS $function$
  select array_agg(row(i.ordinality, m.workspace_id, m.event_id, m.received_at)::data.repeat)
  from unnest(items) with ordinality as i
  join data.message_ids as m on m.workspace_id = i."workspaceId" and m.event_id = i."eventId"
  where i.ordinality = any (repeats)
    and exists (
      select from unnest(deliveries) as d where d.ordinality = i.ordinality and d.state in ('denied', 'suppressed', 'held')
    )
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.destination_lock(destination uuid)
 RETURNS integer
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select pg_catalog.hashtext(destination::text)
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.drop_oldest_partition(today date, longest_days integer)
 RETURNS text
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  name text;
begin
  select data.partition_name(parent, data.oldest_partition(parent)) into name
  from unnest(data.daily_tables()) as parent
  where data.oldest_partition(parent) < today - case parent when 'event_network' then 30 else longest_days end
  order by data.oldest_partition(parent), parent
  limit 1;
  if name is not null then
    execute format('drop table data.%I', name);
  end if;
  return name;
end
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.due_destinations(request jsonb, egress_stopped uuid[])
 RETURNS data.due_destination[]
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  -- An open breaker whose time has come lets one delivery through.
  with probing as materialized (
    select workspace_id, destination_id, greatest(due_at, probe_at) as due_at, 1 as share, true as probe, requests_at_once
    from data.destination_queues
    where state = 'open' and due_at < 'infinity' and greatest(due_at, probe_at) <= (request ->> 'now')::timestamptz
      and not request -> 'exceptDestinations' ? destination_id::text and not workspace_id = any (egress_stopped)
    order by greatest(due_at, probe_at)
    limit greatest((request ->> 'destinationsMax')::integer / 2, 1)
    for update skip locked
  ), running as materialized (
    select
      workspace_id, destination_id, due_at, least((request ->> 'perDestinationMax')::integer, share_max) as share,
      false as probe, requests_at_once
    from data.destination_queues
    where state = 'runnable' and due_at < 'infinity' and due_at <= (request ->> 'now')::timestamptz
      and not request -> 'exceptDestinations' ? destination_id::text and not workspace_id = any (egress_stopped)
    order by due_at
    limit greatest((request ->> 'destinationsMax')::integer - (select count(*) from probing), 0)
    for update skip locked
  ), due as (
    select * from probing union all select * from running
  ), here as materialized (
    select workspace_id
    from (select distinct workspace_id from due) as workspaces
    join data.homes using (workspace_id)
    -- Never waits: while a move holds the home, its work stays where it is.
    where homes.state = 'active' and pg_try_advisory_xact_lock_shared(data.home_lock(workspace_id))
  )
  select array_agg(
    row(workspace_id, destination_id, due_at, share, probe, requests_at_once)::data.due_destination order by due_at
  )
  from due
  join here using (workspace_id)
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.due_holds(rows_max integer, is_over boolean)
 RETURNS data.holds[]
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  select array(
    select h
    from data.holds as h
    where h.due_at <= clock_timestamp() and (h.held_until <= clock_timestamp()) = is_over
      and exists (select from data.homes where homes.workspace_id = h.workspace_id and homes.state = 'active')
    order by h.due_at
    limit rows_max
    for update skip locked
  )
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.end_held(endings data.ending[])
 RETURNS bigint
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  taken data.ending[] := data.take_held(endings);
begin
  if cardinality(taken) > 0 then
    perform data.write_endings(taken);
  end if;
  return cardinality(taken);
end
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.end_queued(endings data.ending[])
 RETURNS bigint
 LANGUAGE plpgsql
 SET search_path TO ''
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
AS $function$
declare
  ended bigint;
begin
  with wanted as materialized (
    select distinct on (workspace_id, event_id, destination_id, run) *
    from unnest(endings)
    order by workspace_id, event_id, destination_id, run
  ), locked as materialized (
    select w.*
    from wanted as w
    join data.queue as q using (workspace_id, event_id, destination_id, run)
    order by workspace_id, event_id, destination_id, run
    for update of q
  ), gone as (
    delete from data.queue as q using locked as l
    where q.workspace_id = l.workspace_id and q.event_id = l.event_id
      and q.destination_id = l.destination_id and q.run = l.run
    returning l.*
  ), forgotten as (
    delete from data.delivery_private as p using gone as g
    where p.workspace_id = g.workspace_id and p.event_id = g.event_id
      and p.destination_id = g.destination_id and p.run = g.run and p.received_at = g.received_at
  ), decided as (
    insert into data.decisions (
      workspace_id, event_id, received_at, destination_id, run, stage, verdict, mode, reason, gate,
      config_version, policy_version, signals_id, inputs_id, jurisdiction, consent, rule, decided_at,
      subject_key
    )
    select
      workspace_id, event_id, received_at, destination_id, run, stage, verdict, mode, reason, gate,
      config_version, policy_version, signals_id, inputs_id, jurisdiction, consent, rule, decided_at,
      subject_key
    from gone
  ), ledger as (
    update data.deliveries as d
    set state = g.verdict, verdict = g.verdict, mode = g.mode, reason = g.reason, finished_at = clock_timestamp()
    from gone as g
    where d.workspace_id = g.workspace_id and d.event_id = g.event_id
      and d.destination_id = g.destination_id and d.run = g.run and d.received_at = g.received_at
    returning 1
  )
  select count(*) into ended from ledger;
  return ended + data.end_held(endings);
end
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.endings_of(held data.holds[], ended_as text[], ended_purposes text[])
 RETURNS data.ending[]
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select array(
    select row(
      h.workspace_id, h.event_id, h.received_at, i.destination_id, i.run, 'hold', ended_as[1], 'full', ended_as[2],
      ended_as[3], e.config_version, e.policy_version, e.signals_ids[cardinality(e.signals_ids)],
      null, null, null, null, clock_timestamp(), coalesce(e.subject_keys[1], e.blinded_keys[1])
    )::data.ending
    from unnest(held) as h
    join data.events as e on e.workspace_id = h.workspace_id and e.event_id = h.event_id and e.received_at = h.received_at
    cross join unnest(h.items) as i
    where ended_purposes is null or i.purposes && ended_purposes
  )
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.event_view(event data.events)
 RETURNS jsonb
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select jsonb_build_object(
    'eventId', event.event_id, 'receivedAt', data.iso(event.received_at), 'occurredAt', data.iso(event.occurred_at),
    'sourceId', event.source_id, 'type', event.type, 'name', event.name, 'reduced', event.reduced, 'body', event.body,
    'network', (
      select jsonb_build_object('ip', n.ip, 'userAgent', n.user_agent)
      from data.event_network as n
      where n.workspace_id = event.workspace_id and n.event_id = event.event_id and n.received_at = event.received_at
    ),
    'signals', data.signals_of(event.workspace_id, event.received_at, event.signals_ids),
    'signalsIds', to_jsonb(event.signals_ids), 'inputs', data.inputs_of(event),
    'configVersion', event.config_version, 'policyVersion', event.policy_version,
    'fanOut', event.fan_out, 'filtered', event.filtered,
    'deliveries', data.deliveries_of(event), 'decisions', data.decisions_of(event), 'attempts', data.attempts_of(event)
  )
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.events_after(workspace uuid, below xid8, seen data.events, rows_max integer)
 RETURNS SETOF data.events
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select *
  from data.events
  where workspace_id = workspace and written_by < below
    and written_by >= seen.written_by and (written_by, event_id) > (seen.written_by, seen.event_id)
  order by written_by, event_id
  limit rows_max
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.events_page(r data.replays, f data.replay_filter, rows_max integer)
 RETURNS data.replay_page
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
 SET plan_cache_mode TO 'force_custom_plan'
AS $function$
declare
  -- A time far off costs no walk through days that hold nothing.
  last_day date := least((f."to" at time zone 'UTC')::date, (clock_timestamp() at time zone 'UTC')::date + 1);
  day date := coalesce(
    (r.place ->> 'day')::date, greatest((f."from" at time zone 'UTC')::date, data.oldest_partition('events'))
  );
  after_id uuid := coalesce((r.place ->> 'eventId')::uuid, '00000000-0000-0000-0000-000000000000');
  page data.replay_page := row('{}'::data.lease_item[], null, 0, null, false)::data.replay_page;
  scanned integer := 0;
  step record;
begin
  while day <= last_day and scanned < rows_max loop
    select
      count(*) as number,
      (array_agg(e.event_id order by e.event_id desc))[1] as last_id,
      count(*) filter (where e.wanted and e.reduced) as reduced,
      array_agg(
        row(e.event_id, e.received_at, 0, 0, null, null, null)::data.lease_item order by e.event_id
      ) filter (where e.wanted and not e.reduced) as items
    into step
    from (
      select
        event_id, received_at, reduced,
        received_at >= f."from" and received_at < f."to" and (f."eventId" is null or event_id = f."eventId")
          and (f."sourceId" is null or source_id = f."sourceId") and (f.name is null or name = f.name) as wanted
      from data.events
      where workspace_id = r.workspace_id and event_id > after_id
        and received_at >= day::timestamp at time zone 'UTC' and received_at < (day + 1)::timestamp at time zone 'UTC'
      order by event_id
      limit rows_max - scanned
    ) as e;
    scanned := scanned + step.number;
    page.reduced := page.reduced + step.reduced;
    page.items := page.items || coalesce(step.items, '{}');
    if scanned >= rows_max then
      after_id := step.last_id;
    else
      day := day + 1;
      after_id := '00000000-0000-0000-0000-000000000000';
    end if;
  end loop;
  page.place := jsonb_build_object('day', day, 'eventId', after_id);
  page.ended := day > last_day;
  return page;
end
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.every_workspace()
 RETURNS uuid
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select '00000000-0000-0000-0000-000000000000'::uuid
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.expired_at(workspace uuid, destination uuid, now_at timestamp with time zone, rows_max integer)
 RETURNS data.ending[]
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select array(
    select row(
      q.workspace_id, q.event_id, q.received_at, q.destination_id, q.run, 'send', 'expired', d.mode,
      case when q.expires_at >= q.received_at + interval '30 days' then 'waited_30_days' else 'older_than_vendor_window' end,
      'age_window', e.config_version, e.policy_version, e.signals_ids[cardinality(e.signals_ids)],
      null, null, null, null, now_at, e.subject_keys[1]
    )::data.ending
    from data.queue as q
    join data.events as e on e.workspace_id = q.workspace_id and e.event_id = q.event_id and e.received_at = q.received_at
    join data.deliveries as d
      on d.workspace_id = q.workspace_id and d.event_id = q.event_id and d.destination_id = q.destination_id
      and d.run = q.run and d.received_at = q.received_at
    where q.workspace_id = workspace and q.destination_id = destination and q.expires_at <= now_at
    limit rows_max
  )
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.finishings(held data.leases, records jsonb)
 RETURNS data.finishing[]
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  select array_agg(
    row(
      i.event_id, i.received_at, i.run,
      case when r.outcome in ('retry', 'released') then 'queued' else r.outcome end,
      i.attempts + r."countsAttempt"::integer,
      case
        when r.outcome = 'retry' and i.first_attempt_at is null
          then (r.attempt ->> 'startedAt')::timestamptz - data.still_of_destination(held.workspace_id, held.destination_id)
        else i.first_attempt_at
      end,
      i.expires_at, i.purposes, r
    )::data.finishing
  )
  from unnest(held.items) as i
  join jsonb_populate_recordset(null::data.finish_record, records) as r
    on r."eventId" = i.event_id and r.run = i.run and r."destinationId" = held.destination_id
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.fold_choices(choices data.choice[])
 RETURNS data.denial[]
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  -- Latest first, then the denial, then the higher id; in key order, so that two batches never wait for each other.
  with folded as (
    insert into data.consent_state as s (
      workspace_id, subject_key, purpose, kind, value, chosen_at, record_id, subject_kind, is_gpc, was_refused, gpc_first_at
    )
    select distinct on (c."workspaceId", subject.key, said.purpose, c.kind)
      c."workspaceId", subject.key, said.purpose, c.kind, said.value, c."chosenAt", c."recordId", subject.kind,
      c.reason = 'gpc',
      bool_or(said.value = 'denied' and c.reason <> 'gpc') over told,
      min(c."chosenAt") filter (where c.reason = 'gpc') over told
    from unnest(choices) as c
    cross join jsonb_populate_recordset(null::data.choice_subject, c.subjects) as subject
    cross join jsonb_each_text(c.purposes) as said(purpose, value)
    window told as (partition by c."workspaceId", subject.key, said.purpose, c.kind)
    order by
      c."workspaceId", subject.key, said.purpose, c.kind,
      c."chosenAt" desc, said.value = 'denied' desc, c."recordId" desc
    on conflict (workspace_id, subject_key, purpose, kind) do update
    set
      (value, chosen_at, record_id, is_gpc) = (
        select l.value, l.chosen_at, l.record_id, l.is_gpc
        from (values
          (s.value, s.chosen_at, s.record_id, s.is_gpc),
          (excluded.value, excluded.chosen_at, excluded.record_id, excluded.is_gpc)
        ) as l(value, chosen_at, record_id, is_gpc)
        order by l.chosen_at desc, l.value = 'denied' desc, l.record_id desc
        limit 1
      ),
      was_refused = s.was_refused or excluded.was_refused,
      gpc_first_at = least(s.gpc_first_at, excluded.gpc_first_at)
    where (excluded.chosen_at, excluded.value = 'denied', excluded.record_id)
        > (s.chosen_at, s.value = 'denied', s.record_id)
      or (excluded.was_refused and not s.was_refused)
      or excluded.gpc_first_at < coalesce(s.gpc_first_at, 'infinity')
    returning s.workspace_id, s.subject_key, s.purpose, s.kind, s.value, s.chosen_at, s.record_id
  )
  select array(
    select row(workspace_id, subject_key, purpose, kind, chosen_at)::data.denial
    from folded
    where value = 'denied' and record_id in (select "recordId" from unnest(choices))
  )
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.forget_dead(workspace uuid, subjects uuid[], ended_purposes text[])
 RETURNS void
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  delete from data.delivery_private as p
  using data.dead_letters as l
  join data.events as e
    on e.workspace_id = l.workspace_id and e.event_id = l.event_id and e.received_at = l.received_at
  where l.workspace_id = workspace and (ended_purposes is null or l.purposes && ended_purposes)
    and e.lookup_keys && subjects
    and p.workspace_id = l.workspace_id and p.event_id = l.event_id and p.received_at = l.received_at
    and p.destination_id = l.destination_id and p.run = l.run
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.forget_denied_dead()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  denial record;
begin
  for denial in
    select c.workspace_id, array_agg(distinct c.subject_key) as subjects, array_agg(distinct c.purpose) as purposes
    from changed as c
    where c.value = 'denied' and exists (select from data.dead_letters as l where l.workspace_id = c.workspace_id)
    group by c.workspace_id
  loop
    perform data.forget_dead(
      denial.workspace_id, data.linked_keys(denial.workspace_id, denial.subjects), denial.purposes
    );
  end loop;
  return null;
end
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.forget_heartbeats()
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  ours uuid := data.heartbeat_workspace();
begin
  perform set_config('tracklayer.lawful_removal', 'on', true);
  delete from data.queue where workspace_id = ours;
  delete from data.message_ids where workspace_id = ours;
  delete from data.attempts where workspace_id = ours;
  delete from data.decisions where workspace_id = ours;
  delete from data.deliveries where workspace_id = ours;
  delete from data.signals where workspace_id = ours;
  delete from data.events where workspace_id = ours;
  perform set_config('tracklayer.lawful_removal', 'off', true);
end
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.forget_suppressed_dead()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  perform data.forget_dead(workspace_id, subjects, null)
  from (select workspace_id, array_agg(subject_key) as subjects from changed group by workspace_id) as suppressed;
  return null;
end
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.health_change(found_row data.destination_queues, request jsonb)
 RETURNS data.destination_queues
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  change data.destination_queues := found_row;
  in_a_row integer := (request ->> 'failuresInARow')::integer;
  throttled boolean := request -> 'retryAfterSeconds' <> 'null';
  answered boolean := (request ->> 'succeeded')::boolean;
  fails boolean;
begin
  change.set_by := 'worker';
  change.failures := least(in_a_row + case when answered then 0 else found_row.failures end, 1000);
  fails := throttled or change.failures >= 5 or (found_row.state = 'half_open' and in_a_row > 0);
  if fails then
    change.state := 'open';
    change.reason := request ->> 'reason';
    change.trips := least(found_row.trips + 1, 100);
    change.probe_at := clock_timestamp() + data.open_for(change.trips, request);
  elsif found_row.state = 'half_open' and not answered then
    -- The probe never reached the vendor: its event was not to be sent after all.
    change.state := 'open';
    change.probe_at := clock_timestamp();
  else
    change.state := 'runnable';
    change.reason := null;
    change.trips := 0;
  end if;
  return change;
end
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.heartbeat_workspace()
 RETURNS uuid
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select '00000000-0000-8000-8000-0000000bea70'::uuid
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.held_of(workspace uuid, subjects uuid[], ended_as text[], ended_purposes text[])
 RETURNS data.ending[]
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select data.endings_of(
    array(select h from data.holds as h where h.workspace_id = workspace and h.subject_keys && subjects),
    ended_as, ended_purposes
  )
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.held_view(held data.holds)
 RETURNS json
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select json_build_object(
    'workspaceId', held.workspace_id, 'eventId', held.event_id, 'receivedAt', data.iso(held.received_at),
    'deviceKey', held.device_key, 'sealed', held.sealed, 'identitySealed', e.identity_sealed,
    'signals', data.signals_of(e.workspace_id, e.received_at, e.signals_ids),
    'deliveries', (
      select json_agg(json_build_object('destinationId', i.destination_id, 'run', i.run)) from unnest(held.items) as i
    ),
    'subjects', api.subject_facts(held.workspace_id, held.subject_keys)
  )
  from data.events as e
  where e.workspace_id = held.workspace_id and e.event_id = held.event_id and e.received_at = held.received_at
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.holdable(document text)
 RETURNS json
 LANGUAGE sql
 IMMUTABLE
AS $function$
  select case when strpos(document, '\u') = 0 then document::json else document::jsonb::json end
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.holds_in(batch jsonb, answers jsonb)
 RETURNS data.holds[]
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  select array(
    select row(
      r."workspaceId", r."eventId", r."receivedAt", (r.hold ->> 'deviceKey')::uuid,
      array(select key::uuid from jsonb_array_elements_text(r.hold -> 'subjectKeys') as key),
      now.at, now.at + span.length, now.at + span.length,
      array(
        select row(d."destinationId", 0, d.purposes)::data.held_item
        from jsonb_populate_recordset(null::data.ingest_delivery, r.deliveries) as d
        where d.state = 'held'
      ),
      r.hold ->> 'sealed'
    )::data.holds
    from jsonb_populate_recordset(null::data.ingest_hold, batch) with ordinality as r
    cross join (select clock_timestamp() as at) as now
    cross join lateral (select least((r.hold ->> 'seconds')::integer, 1800) * interval '1 second' as length) as span
    where jsonb_typeof(r.hold) = 'object' and answers -> (r.ordinality::integer - 1) ->> 'status' = 'accepted'
    order by r.ordinality
  )
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.home_lock(workspace uuid)
 RETURNS bigint
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select pg_catalog.hashtextextended(workspace::text, 1)
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.in_workers_hands(workspace uuid, event_ids uuid[])
 RETURNS uuid[]
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select array(
    select i.event_id
    from data.leases as l, unnest(l.items) as i
    where l.workspace_id = workspace and i.event_id = any (event_ids)
  )
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.ingest(items data.ingest_item[], deliveries data.ingest_delivery[], news data.ingest_news[])
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  split data.ingest_split;
  repeats bigint[];
  denying data.repeat[];
  of_repeats data.signals[];
  codes jsonb;
  withdrawn data.ending[];
  woken data.wake_up[];
begin
  perform data.share_homes(array(select distinct "workspaceId" from unnest(items)));
  split := data.claim_message_ids(items);
  repeats := array(select unnest(split.at_home) except select unnest(split.fresh));
  if cardinality(repeats) > 0 then
    codes := data.repeat_codes(items, split, repeats);
    denying := data.denying_repeats(items, deliveries, repeats);
  end if;
  if denying is not null then
    of_repeats := data.signals_of_repeats(items, denying);
  end if;
  perform data.insert_signals(items, split.fresh, of_repeats);
  if news is not null then
    withdrawn := data.learn(news, split.at_home);
  end if;
  woken := data.insert_events(items, deliveries, split.fresh);
  if denying is not null then
    perform data.tighten_repeats(items, deliveries, denying);
  end if;
  if cardinality(withdrawn) > 0 then
    perform data.end_queued(withdrawn);
  end if;
  if woken is not null then
    perform data.wake(woken);
  end if;
  return data.ingest_answers(items, split, codes);
end
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.ingest_answers(items data.ingest_item[], split data.ingest_split, codes jsonb)
 RETURNS jsonb
 LANGUAGE sql
 STABLE
 SET search_path TO ''
 SET enable_nestloop TO 'off'
AS $function$
  select coalesce(
    jsonb_agg(
      jsonb_build_object(
        'eventId', i."eventId",
        'status', case
          when home.ordinality is null then 'rejected' when new.ordinality is null then 'duplicate' else 'accepted'
        end,
        'code', case when home.ordinality is null then 'wrong_home' else codes ->> ordinality::text end
      )
      order by ordinality
    ),
    '[]'
  )
  from unnest(items) with ordinality as i
  left join unnest(split.at_home) as home(ordinality) using (ordinality)
  left join unnest(split.fresh) as new(ordinality) using (ordinality)
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.inherited_choices(workspace uuid, wanted uuid)
 RETURNS jsonb
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  with near as materialized (
    select other_key, subject_kind, subject_kind in ('order_id', 'cart_token', 'checkout_token') as is_token
    from data.consent_links
    where workspace_id = workspace and subject_key = wanted
  ), heard as (
    select c as choice, near.subject_kind as found_by
    from near
    join data.consent_state as c on c.workspace_id = workspace and c.subject_key = near.other_key
    where near.is_token and (c.value = 'denied' or (select count(*) from near) = 1)
    union
    select c, c.subject_kind
    from near
    join data.consent_state as c on c.workspace_id = workspace and c.subject_key = near.other_key
    where not near.is_token and c.value = 'denied' and c.kind = 'chosen'
    union
    select c, c.subject_kind
    from near
    join data.consent_links as far on far.workspace_id = workspace and far.subject_key = near.other_key
    join data.consent_state as c on c.workspace_id = workspace and c.subject_key = far.other_key
    where c.value = 'denied' and c.kind = 'chosen' and far.other_key <> wanted
  )
  select coalesce(jsonb_agg(data.choice_json(choice, found_by)), '[]') from heard
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.inputs_of(event data.events)
 RETURNS jsonb
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select coalesce(jsonb_object_agg(s.id, s.content), '{}')
  from data.signals as s
  where s.workspace_id = event.workspace_id and s.day = (event.received_at at time zone 'UTC')::date
    and s.id = any (array(
      select unnest(event.signals_ids)
      union
      select unnest(array[d.signals_id, d.inputs_id])
      from data.decisions as d
      where d.workspace_id = event.workspace_id and d.event_id = event.event_id and d.received_at = event.received_at
    ))
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.insert_events(items data.ingest_item[], deliveries data.ingest_delivery[], fresh bigint[])
 RETURNS data.wake_up[]
 LANGUAGE sql
 SET search_path TO ''
 SET enable_nestloop TO 'off'
AS $function$
  with item as materialized (
    select i.*
    from unnest(items) with ordinality as i
    join unnest(fresh) as ordinality using (ordinality)
  ), delivery as materialized (
    select i."workspaceId", i."eventId", i."receivedAt", i."configVersion", i."policyVersion", i."signalsId",
      i."inputsId", coalesce(i."subjectKeys"[1], i."blindedKeys"[1]) as subject, d.*
    from item as i
    join unnest(deliveries) as d using (ordinality)
  ), events as (
    insert into data.events (
      workspace_id, event_id, received_at, occurred_at, source_id, type, name, reduced, body, identity_sealed,
      lookup_keys, subject_keys, blinded_keys, signals_ids, fan_out, filtered, config_version, policy_version
    )
    select
      "workspaceId", "eventId", "receivedAt", "occurredAt", "sourceId", type, name, reduced, body, "identitySealed",
      "lookupKeys", "subjectKeys", "blindedKeys", array["signalsId"], "fanOut", filtered::jsonb, "configVersion", "policyVersion"
    from item
  ), network as (
    insert into data.event_network (workspace_id, event_id, received_at, ip, user_agent)
    select "workspaceId", "eventId", "receivedAt", network ->> 'ip', network ->> 'userAgent'
    from item
    where network ->> 'ip' is not null or network ->> 'userAgent' is not null
  ), ledger as (
    insert into data.deliveries (
      workspace_id, event_id, received_at, destination_id, run, state, verdict, mode, reason, finished_at
    )
    select
      "workspaceId", "eventId", "receivedAt", "destinationId", 0, state, verdict, mode, reason,
      case when state in ('queued', 'held') then null else "receivedAt" end
    from delivery
  ), private as (
    insert into data.delivery_private (workspace_id, event_id, received_at, destination_id, run, plain_sealed)
    select "workspaceId", "eventId", "receivedAt", "destinationId", 0, "plainSealed"
    from delivery
    where state = 'queued' and "plainSealed" is not null
  ), decided as (
    insert into data.decisions (
      workspace_id, event_id, received_at, destination_id, run, stage, verdict, mode, reason, gate,
      config_version, policy_version, signals_id, inputs_id, consent, rule, warnings, decided_at,
      subject_key, salt, receipt
    )
    select
      "workspaceId", "eventId", "receivedAt", "destinationId", 0, 'ingest', verdict, mode, reason, gate,
      "configVersion", "policyVersion", "signalsId", "inputsId", consent, rule, warnings, "receivedAt",
      subject, salt, data.receipt_of(
        salt, "workspaceId", "eventId", "receivedAt", "destinationId", 0::smallint, 'ingest', verdict, mode, reason,
        gate, "configVersion", "policyVersion", "signalsId", "inputsId", null, consent, rule, warnings, subject,
        "receivedAt"
      )
    from (select *, gen_random_uuid() as salt from delivery offset 0) as salted
  ), waiting as (
    insert into data.queue (
      workspace_id, event_id, destination_id, run, received_at, due_at, expires_at, attempts, purposes
    )
    select
      "workspaceId", "eventId", "destinationId", 0, "receivedAt",
      -- Workers live by this clock: an ingest whose own is ahead must not make its events wait.
      least("dueAt", clock_timestamp()), "expiresAt", 0, purposes
    from delivery
    where state = 'queued'
    returning workspace_id, destination_id, due_at
  )
  select array_agg(row(workspace_id, destination_id, due_at)::data.wake_up)
  from (select workspace_id, destination_id, min(due_at) as due_at from waiting group by 1, 2) as woken
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.insert_signals(items data.ingest_item[], fresh bigint[], of_repeats data.signals[])
 RETURNS void
 LANGUAGE sql
 SET search_path TO ''
 SET enable_nestloop TO 'off'
AS $function$
  insert into data.signals (workspace_id, id, day, content)
  select distinct on (workspace_id, day, id) workspace_id, id, day, content
  from (
    -- One text of each first: most events of a batch say the same, and to take it apart costs more than to sort it.
    select distinct on (workspace_id, day, id) workspace_id, id, day, content::jsonb
    from (
      select
        i."workspaceId" as workspace_id, kept.id, (i."receivedAt" at time zone 'UTC')::date as day, kept.content::text
      from unnest(items) with ordinality as i
      join unnest(fresh) as ordinality using (ordinality)
      cross join lateral (values (i."signalsId", i.signals), (i."inputsId", i.inputs)) as kept(id, content)
      where kept.id is not null
      offset 0
    ) as each
    union all
    select workspace_id, id, day, content from unnest(of_repeats)
  ) as sent
  order by workspace_id, day, id
  on conflict do nothing
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.insert_tombstones(stones jsonb)
 RETURNS void
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  insert into data.tombstones (
    workspace_id, tombstone_id, kind, day, leaves, reason, buried_at, key_id, signature
  )
  select "workspaceId", "tombstoneId", kind, day, decode(leaves, 'base64'), reason, "buriedAt", "keyId", signature
  from jsonb_populate_recordset(null::data.tombstone_record, stones)
  on conflict do nothing
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.iso(moment timestamp with time zone)
 RETURNS text
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$
  select pg_catalog.to_char(moment at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.items_in(events text)
 RETURNS data.ingest_item[]
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  with line as materialized (
    select string_to_array(text, E'\t', '\N') as f from string_to_table(events, E'\n') as text
  )
  select array_agg(
    row(
      f[1]::uuid, f[2]::integer, f[3]::uuid, f[4]::timestamptz, f[5]::timestamptz, f[6]::timestamptz, f[7], f[8]::uuid,
      f[9], f[10]::json #>> '{}', f[11]::boolean, data.holdable(f[12]), f[13], f[14]::json, f[15]::uuid[], f[16]::uuid[],
      f[17]::uuid[], f[18], f[19]::json, f[20], f[21]::json, f[22]::smallint, f[23]::json, f[24]::integer,
      f[25]::integer
    )::data.ingest_item
  )
  from line
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.keep_hold_inputs(request jsonb, decided data.held_decision[])
 RETURNS void
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  insert into data.signals (workspace_id, id, day, content)
  select distinct on (id)
    (request ->> 'workspaceId')::uuid, id, ((request ->> 'receivedAt')::timestamptz at time zone 'UTC')::date, content
  from (select (d.decision)."inputsId" as id, (d.decision).inputs as content from unnest(decided) as d) as kept
  where id is not null
  order by id
  on conflict do nothing
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.keep_inputs(held data.leases, finished data.finishing[])
 RETURNS void
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  insert into data.signals (workspace_id, id, day, content)
  select distinct on (day, id) held.workspace_id, id, day, content
  from (
    select
      ((f.record).decision)."inputsId" as id, (f.received_at at time zone 'UTC')::date as day,
      ((f.record).decision).inputs as content
    from unnest(finished) as f
  ) as kept
  where id is not null
  order by day, id
  on conflict do nothing
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.keys_to_erase(workspace uuid, subjects uuid[])
 RETURNS uuid[]
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  near uuid[] := subjects || array(select key from data.person_links(workspace, subjects));
  accounts integer;
  far uuid[];
begin
  select array_agg(distinct key), count(distinct key) filter (where kind = 'user_id') into far, accounts
  from data.person_links(workspace, near);
  return case
    when accounts > 1 then subjects
    else array(select unnest(near) union select unnest(far))
  end;
end
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.latest_events(workspace uuid, below xid8, rows_max integer)
 RETURNS SETOF data.events
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select *
  from data.events
  where workspace_id = workspace and written_by < below
  order by written_by desc, event_id desc
  limit rows_max
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.learn(news data.ingest_news[], at_home bigint[])
 RETURNS data.ending[]
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  choices data.choice[] := data.choices_in(news, at_home);
begin
  perform data.learn_links(news, at_home);
  return case when choices is null then '{}'::data.ending[] else data.record_choices(choices) end;
end
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.learn_links(news data.ingest_news[], at_home bigint[])
 RETURNS void
 LANGUAGE sql
 SET search_path TO ''
AS $function$
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
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.leased_deliveries(held data.leases, still interval)
 RETURNS json
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
 SET plan_cache_mode TO 'force_custom_plan'
 SET enable_nestloop TO 'off'
AS $function$
declare
  ids uuid[] := array(select distinct i.event_id from unnest(held.items) as i);
  first_at timestamptz := (select min(received_at) from unnest(held.items));
  last_at timestamptz := (select max(received_at) from unnest(held.items));
begin
  return (
    select coalesce(json_agg(
      json_build_object(
        'eventId', i.event_id, 'receivedAt', data.iso(i.received_at), 'destinationId', held.destination_id, 'run', i.run,
        'attempts', i.attempts, 'firstAttemptAt', data.iso(i.first_attempt_at + still),
        'expiresAt', data.iso(i.expires_at),
        'plainSealed', p.plain_sealed, 'event', e.event
      ) order by i.position
    ), '[]')
    from unnest(held.items) with ordinality
      as i(event_id, received_at, run, attempts, first_attempt_at, expires_at, purposes, position)
    join data.leased_events(held) as e on e.event_id = i.event_id
    left join (
      select event_id, run, plain_sealed
      from data.delivery_private as private
      where workspace_id = held.workspace_id and private.event_id = any (ids)
        and destination_id = held.destination_id and received_at between first_at and last_at
    ) as p on p.event_id = i.event_id and p.run = i.run
  );
end
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.leased_events(held data.leases)
 RETURNS TABLE(event_id uuid, event json)
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
 SET plan_cache_mode TO 'force_custom_plan'
 SET enable_nestloop TO 'off'
AS $function$
declare
  ids uuid[] := array(select distinct i.event_id from unnest(held.items) as i);
  first_at timestamptz := (select min(received_at) from unnest(held.items));
  last_at timestamptz := (select max(received_at) from unnest(held.items));
begin
  return query
  with e as materialized (
    select *
    from data.events
    where workspace_id = held.workspace_id and events.event_id = any (ids) and received_at between first_at and last_at
  ), n as materialized (
    select *
    from data.event_network as network
    where workspace_id = held.workspace_id and network.event_id = any (ids) and received_at between first_at and last_at
  ), sent as (
    select e.event_id, json_agg(s.content order by id.position) as signals
    from e
    cross join unnest(e.signals_ids) with ordinality as id(id, position)
    join data.signals as s on s.id = id.id and s.day = (e.received_at at time zone 'UTC')::date
    where s.workspace_id = held.workspace_id
      and s.day between (first_at at time zone 'UTC')::date and (last_at at time zone 'UTC')::date
    group by e.event_id
  )
  select
    e.event_id,
    json_build_object(
      'eventId', e.event_id, 'receivedAt', data.iso(e.received_at), 'workspaceId', e.workspace_id,
      'sourceId', e.source_id, 'body', e.body, 'identitySealed', e.identity_sealed,
      'network', case when n.event_id is not null then json_build_object('ip', n.ip, 'userAgent', n.user_agent) end,
      'subjectKeys', to_json(e.subject_keys), 'configVersion', e.config_version, 'signals', coalesce(sent.signals, '[]')
    )
  from e
  left join n on n.event_id = e.event_id and n.received_at = e.received_at
  left join sent on sent.event_id = e.event_id;
end
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.leaves_between(first_written bigint, below bigint)
 RETURNS TABLE(workspace_id uuid, day date, leaves bytea, number bigint)
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select workspace_id, (received_at at time zone 'UTC')::date, string_agg(receipt, ''::bytea order by receipt), count(*)
  from data.decisions
  where written_by >= first_written and written_by < below and workspace_id <> data.heartbeat_workspace()
  group by 1, 2
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.leaves_of(workspace uuid, event_ids uuid[])
 RETURNS bytea
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select coalesce(string_agg(receipt, ''::bytea order by receipt), '')
  from data.decisions
  where workspace_id = workspace and event_id = any (event_ids)
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.linked_keys(workspace uuid, subjects uuid[])
 RETURNS uuid[]
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  with near as materialized (
    select other_key as key from data.consent_links where workspace_id = workspace and subject_key = any (subjects)
    union
    select subject_key from data.consent_links where workspace_id = workspace and other_key = any (subjects)
  )
  select array(
    select unnest(subjects)
    union
    select key from near
    union
    select l.other_key from near join data.consent_links as l on l.workspace_id = workspace and l.subject_key = near.key
    union
    select l.subject_key from near join data.consent_links as l on l.workspace_id = workspace and l.other_key = near.key
  )
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.member_workspace()
 RETURNS uuid
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select (claims ->> 'workspace_id')::uuid
  from (select nullif(current_setting('request.jwt.claims', true), '')::jsonb as claims) as token
  where claims ->> 'workspace_role' in ('owner', 'admin', 'editor', 'viewer')
$function$
-- for authenticated;
-- function
CREATE OR REPLACE FUNCTION data.oauth_token_row(request jsonb)
 RETURNS data.oauth_tokens
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  found_row data.oauth_tokens;
  version integer := (request ->> 'configVersion')::integer;
begin
  insert into data.oauth_tokens (workspace_id, destination_id, fingerprint, config_version)
  values (
    (request ->> 'workspaceId')::uuid, (request ->> 'destinationId')::uuid, request ->> 'fingerprint', version
  )
  on conflict do nothing;
  select t.* into found_row
  from data.oauth_tokens as t
  where t.workspace_id = (request ->> 'workspaceId')::uuid and t.destination_id = (request ->> 'destinationId')::uuid
  for update;
  if found_row.fingerprint = request ->> 'fingerprint' or found_row.config_version > version then
    return found_row;
  end if;
  update data.oauth_tokens as t
  set
    fingerprint = request ->> 'fingerprint', config_version = version, access_sealed = null, refresh_sealed = null,
    renew_at = null, expires_at = null, holder = null, held_until = null, failure_kind = null, failure_code = null,
    failed_until = null
  where t.workspace_id = found_row.workspace_id and t.destination_id = found_row.destination_id
  returning t.* into found_row;
  return found_row;
end
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.oldest_partition(parent text)
 RETURNS date
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select min(to_date(right(c.relname, 8), 'YYYYMMDD'))
  from pg_catalog.pg_inherits as i
  join pg_catalog.pg_class as c on c.oid = i.inhrelid
  where i.inhparent = ('data.' || parent)::regclass
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.open_for(trips integer, request jsonb)
 RETURNS interval
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select make_interval(
    secs => greatest(
      least(60, 2 ^ least(trips, 10)) * (0.5 + (request ->> 'jitter')::float8 / 2),
      coalesce((request ->> 'retryAfterSeconds')::float8, 0)
    )
  )
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.partition_name(parent text, day date)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select parent || '_' || pg_catalog.to_char(day, 'YYYYMMDD')
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.person_links(workspace uuid, subjects uuid[])
 RETURNS TABLE(key uuid, kind text)
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select other_key, other_kind from data.consent_links
  where workspace_id = workspace and subject_key = any (subjects)
    and subject_kind not in ('order_id', 'cart_token', 'checkout_token')
  union
  select subject_key, subject_kind from data.consent_links
  where workspace_id = workspace and other_key = any (subjects)
    and subject_kind not in ('order_id', 'cart_token', 'checkout_token')
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.purge_small_tables(now_at timestamp with time zone, today date, longest_days integer)
 RETURNS bigint
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  deleted bigint;
  step bigint;
begin
  delete from data.queue as q
  where q.received_at < (today - longest_days)::timestamp at time zone 'UTC'
    or exists (
      select from data.homes as h
      where h.workspace_id = q.workspace_id
        and q.received_at < (today - h.retention_days)::timestamp at time zone 'UTC'
    );
  get diagnostics deleted = row_count;
  delete from data.holds as w
  where w.received_at < (today - longest_days)::timestamp at time zone 'UTC'
    or exists (
      select from data.homes as h
      where h.workspace_id = w.workspace_id
        and w.received_at < (today - h.retention_days)::timestamp at time zone 'UTC'
    );
  delete from data.message_ids where dedup_until < now_at;
  get diagnostics step = row_count;
  deleted := deleted + step;
  delete from data.source_notes where day < today - 30;
  delete from data.workers as w
  where w.seen_at < now_at - interval '1 day' and not exists (select from data.leases as l where l.worker_id = w.worker_id);
  return deleted;
end
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.put_queue_state(workspace uuid, destination uuid, change data.destination_queues)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  was text := (
    select q.state from data.destination_queues as q
    where q.workspace_id = workspace and q.destination_id = destination
  );
  head timestamptz;
begin
  update data.destination_queues as q
  set
    state = change.state, set_by = change.set_by, reason = change.reason, failures = change.failures, trips = change.trips,
    probe_at = change.probe_at,
    -- An opening that is still going on is shown from its beginning.
    since = case
      when q.state = change.state or q.state in ('open', 'half_open') and change.state in ('open', 'half_open') then q.since
      else clock_timestamp()
    end,
    stopped_at = case when change.state <> 'runnable' then coalesce(q.stopped_at, clock_timestamp()) end,
    stood_still = case when change.state = 'runnable' then data.still_of(q) else q.stood_still end
  where q.workspace_id = workspace and q.destination_id = destination;
  if change.state <> 'runnable' or was = 'runnable' then
    return;
  end if;
  select min(q.due_at) into head from data.queue as q where q.workspace_id = workspace and q.destination_id = destination;
  if head is not null then
    perform data.wake(array[row(workspace, destination, head)::data.wake_up]);
  end if;
end
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.queue_again(r data.replays, sends data.replay_send[])
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
 SET plan_cache_mode TO 'force_custom_plan'
AS $function$
begin
  insert into data.signals (workspace_id, id, day, content)
  select distinct on (day, id) r.workspace_id, id, day, content
  from (
    select "inputsId" as id, ("receivedAt" at time zone 'UTC')::date as day, inputs as content from unnest(sends)
  ) as kept
  where id is not null
  order by day, id
  on conflict do nothing;

  if r.kind = 'redrive' then
    update data.deliveries as d
    set state = 'queued', verdict = 'deliver', mode = s.mode, reason = s.reason, finished_at = null
    from unnest(sends) as s
    where d.workspace_id = r.workspace_id and d.event_id = s."eventId" and d.received_at = s."receivedAt"
      and d.destination_id = s."destinationId" and d.run = s.run;
    delete from data.dead_letters as l
    using unnest(sends) as s
    where l.workspace_id = r.workspace_id and l.event_id = s."eventId" and l.destination_id = s."destinationId"
      and l.run = s.run;
  else
    insert into data.replay_fan_outs (workspace_id, event_id, received_at, run, fan_out)
    select r.workspace_id, "eventId", "receivedAt", r.run, count(*)
    from unnest(sends)
    group by 2, 3;
    insert into data.deliveries (
      workspace_id, event_id, received_at, destination_id, run, state, verdict, mode, reason
    )
    select r.workspace_id, "eventId", "receivedAt", "destinationId", r.run, 'queued', 'deliver', mode, reason
    from unnest(sends);
    insert into data.delivery_private (workspace_id, event_id, received_at, destination_id, run, plain_sealed)
    select r.workspace_id, "eventId", "receivedAt", "destinationId", r.run, "plainSealed"
    from unnest(sends)
    where "plainSealed" is not null;
  end if;

  insert into data.decisions (
    workspace_id, event_id, received_at, destination_id, run, stage, verdict, mode, reason, config_version,
    policy_version, signals_id, inputs_id, consent, rule, decided_at, subject_key
  )
  select
    r.workspace_id, s."eventId", s."receivedAt", s."destinationId", coalesce(r.run, s.run), 'replay', 'deliver', s.mode,
    s.reason, s."configVersion", s."policyVersion", e.signals_ids[s."signalsSeen"], s."inputsId", s.consent, s.rule,
    s."decidedAt", e.subject_keys[1]
  from unnest(sends) as s
  join data.events as e on e.workspace_id = r.workspace_id and e.event_id = s."eventId" and e.received_at = s."receivedAt";

  -- Attempts go on counting: each is a row of its own. The window of retries starts anew with the first.
  insert into data.queue (
    workspace_id, event_id, destination_id, run, received_at, due_at, expires_at, attempts, purposes
  )
  select
    r.workspace_id, s."eventId", s."destinationId", coalesce(r.run, s.run), s."receivedAt", s."dueAt", s."expiresAt",
    d.attempts, s.purposes
  from unnest(sends) as s
  join data.deliveries as d
    on d.workspace_id = r.workspace_id and d.event_id = s."eventId" and d.received_at = s."receivedAt"
    and d.destination_id = s."destinationId" and d.run = coalesce(r.run, s.run);

  perform data.wake(array(
    select row(r.workspace_id, "destinationId", min("dueAt"))::data.wake_up from unnest(sends) group by "destinationId"
  ));
end
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.queue_released(held data.holds, released data.ending[], decided data.held_decision[])
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  insert into data.queue (
    workspace_id, event_id, destination_id, run, received_at, due_at, expires_at, attempts, purposes
  )
  select
    r.workspace_id, r.event_id, r.destination_id, r.run, r.received_at, clock_timestamp(), d."expiresAt", 0, i.purposes
  from unnest(released) as r
  join unnest(decided) as d on d."destinationId" = r.destination_id and d.run = r.run
  join unnest(held.items) as i on i.destination_id = r.destination_id and i.run = r.run;

  insert into data.delivery_private (workspace_id, event_id, received_at, destination_id, run, plain_sealed)
  select r.workspace_id, r.event_id, r.received_at, r.destination_id, r.run, d."plainSealed"
  from unnest(released) as r
  join unnest(decided) as d on d."destinationId" = r.destination_id and d.run = r.run
  where d."plainSealed" is not null;

  perform data.wake(array(
    select row(r.workspace_id, r.destination_id, clock_timestamp())::data.wake_up from unnest(released) as r
  ));
end
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.receipt_json(d data.decisions)
 RETURNS jsonb
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select jsonb_build_object(
    'receipt', encode(d.receipt, 'hex'), 'salt', d.salt, 'workspaceId', d.workspace_id, 'eventId', d.event_id,
    'receivedMicros', floor(extract(epoch from d.received_at) * 1000000)::text, 'destinationId', d.destination_id,
    'run', d.run, 'stage', d.stage, 'verdict', d.verdict, 'mode', d.mode, 'reason', d.reason, 'gate', d.gate,
    'configVersion', d.config_version, 'policyVersion', d.policy_version, 'signalsId', d.signals_id,
    'inputsId', d.inputs_id, 'jurisdiction', d.jurisdiction::text, 'consent', d.consent, 'rule', d.rule,
    'warnings', to_jsonb(d.warnings),
    'subjectKey', d.subject_key, 'decidedMicros', floor(extract(epoch from d.decided_at) * 1000000)::text
  )
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.receipt_of(salt uuid, workspace_id uuid, event_id uuid, received_at timestamp with time zone, destination_id uuid, run smallint, stage text, verdict text, mode text, reason text, gate text, config_version integer, policy_version integer, signals_id text, inputs_id text, jurisdiction jsonb, consent text, rule text, warnings text[], subject_key uuid, decided_at timestamp with time zone)
 RETURNS bytea
 LANGUAGE sql
 STABLE
AS $function$
  select sha256(uuid_send(salt) || convert_to(concat_ws(
    E'\n', 'receipt 1', workspace_id, event_id, round(date_part('epoch', received_at) * 1000000)::bigint,
    destination_id, run, stage, verdict, mode, reason, coalesce(gate, ''),
    config_version, policy_version, signals_id, coalesce(inputs_id, ''),
    coalesce(jurisdiction::text, ''), coalesce(consent, ''), coalesce(rule, ''),
    coalesce(array_to_string(warnings, ','), ''),
    coalesce(subject_key::text, ''), round(date_part('epoch', decided_at) * 1000000)::bigint
  ), 'UTF8'))
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.recent_event(event data.events)
 RETURNS jsonb
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select jsonb_build_object(
    'eventId', event.event_id, 'receivedAt', data.iso(event.received_at), 'sourceId', event.source_id,
    'type', event.type, 'name', event.name, 'reduced', event.reduced, 'states', data.states_of(event)
  )
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.recipients_of(workspace uuid, subjects uuid[])
 RETURNS jsonb
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select coalesce(jsonb_agg(
    jsonb_build_object('destinationId', destination_id, 'sends', sends, 'lastAt', data.iso(last_at)) order by last_at
  ), '[]')
  from (
    select d.destination_id, count(*) as sends, max(d.finished_at) as last_at
    from data.events as e
    join data.deliveries as d
      on d.workspace_id = e.workspace_id and d.event_id = e.event_id and d.received_at = e.received_at
    where e.workspace_id = workspace and e.lookup_keys && subjects and d.state = 'delivered'
    group by d.destination_id
  ) as got
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.reconcile(workspace uuid, first_at timestamp with time zone, before_at timestamp with time zone)
 RETURNS TABLE(workspace_id uuid, hour timestamp with time zone, run smallint, fan_out bigint, by_state jsonb, in_flight bigint)
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  with promised as (
    select
      e.workspace_id, date_trunc('hour', e.received_at, 'UTC') as hour, 0::smallint as run, sum(e.fan_out) as fan_out,
      sum(jsonb_array_length(e.filtered)) as filtered
    from data.events as e
    where (workspace is null or e.workspace_id = workspace) and e.received_at >= first_at and e.received_at < before_at
    group by 1, 2
    union all
    select f.workspace_id, date_trunc('hour', f.received_at, 'UTC'), f.run, sum(f.fan_out), 0
    from data.replay_fan_outs as f
    join data.events as e
      on e.workspace_id = f.workspace_id and e.event_id = f.event_id and e.received_at = f.received_at
    where (workspace is null or f.workspace_id = workspace) and f.received_at >= first_at and f.received_at < before_at
    group by 1, 2, 3
  ), stated as (
    select d.workspace_id, date_trunc('hour', d.received_at, 'UTC') as hour, d.run, d.state, count(*) as number
    from data.deliveries as d
    where (workspace is null or d.workspace_id = workspace) and d.received_at >= first_at and d.received_at < before_at
    group by 1, 2, 3, 4
    union all
    select p.workspace_id, p.hour, p.run, 'filtered', p.filtered from promised as p where p.filtered > 0
  ), summed as (
    select s.workspace_id, s.hour, s.run, s.state, sum(s.number) as number from stated as s group by 1, 2, 3, 4
  ), became as (
    select
      s.workspace_id, s.hour, s.run,
      coalesce(
        jsonb_object_agg(s.state, s.number) filter (where s.state not in ('queued', 'held')), '{}'
      ) as by_state,
      coalesce(sum(s.number) filter (where s.state in ('queued', 'held')), 0) as in_flight
    from summed as s
    group by 1, 2, 3
  )
  select
    workspace_id, hour, run, coalesce(p.fan_out, 0)::bigint, coalesce(b.by_state, '{}'), coalesce(b.in_flight, 0)::bigint
  from promised as p
  full join became as b using (workspace_id, hour, run)
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.record_choices(choices data.choice[])
 RETURNS data.ending[]
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  denial record;
  told uuid[];
  endings data.ending[] := '{}';
begin
  insert into data.consent_records (
    workspace_id, record_id, subject_keys, subject_kinds, kind, choices, chosen_at, source, reason, event_id, proof
  )
  select
    c."workspaceId", c."recordId",
    array(select key from jsonb_populate_recordset(null::data.choice_subject, c.subjects) order by key),
    array(select kind from jsonb_populate_recordset(null::data.choice_subject, c.subjects) order by key),
    c.kind, c.purposes, c."chosenAt", c.source, c.reason, c."eventId", c.proof
  from unnest(choices) as c
  order by c."workspaceId", c."recordId"
  on conflict do nothing;

  for denial in
    select
      workspace_id, kind, chosen_at, array_agg(distinct subject_key) as subjects, array_agg(distinct purpose) as purposes
    from unnest(data.fold_choices(choices))
    group by 1, 2, 3
  loop
    told := case denial.kind
      when 'chosen' then data.linked_keys(denial.workspace_id, denial.subjects)
      else denial.subjects
    end;
    endings := endings || data.waiting_against(
      denial.workspace_id, told, denial.purposes, case denial.kind when 'observed' then denial.chosen_at end
    ) || data.held_of(denial.workspace_id, told, array['denied', 'hold_refused', 'consent'], denial.purposes);
  end loop;
  perform data.call_held(choices);
  return endings;
end
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.refuse_change()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  raise exception '%.% is append-only', tg_table_schema, tg_table_name using errcode = 'insufficient_privilege';
end
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.refuse_consent_change()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  if current_setting('tracklayer.erasing', true) is distinct from 'on' or tg_op = 'TRUNCATE' then
    raise exception '%.% is append-only', tg_table_schema, tg_table_name using errcode = 'insufficient_privilege';
  end if;
  return null;
end
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.refuse_receipt_change()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  if tg_op = 'DELETE' and current_setting('tracklayer.lawful_removal', true) = 'on' then
    return old;
  end if;
  raise exception 'data.decisions is append-only' using errcode = 'insufficient_privilege';
end
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.repeat_codes(items data.ingest_item[], split data.ingest_split, repeats bigint[])
 RETURNS jsonb
 LANGUAGE sql
 STABLE
 SET search_path TO ''
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
AS $function$
  with head as materialized (
    select "workspaceId", "eventId", "bodyHash", ordinality from unnest(items) with ordinality
  )
  select jsonb_object_agg(
    h.ordinality,
    case
      when m.body_hash <> decode(h."bodyHash", 'hex') then 'body_differs'
      when exists (
        select from head as f
        where f."workspaceId" = h."workspaceId" and f."eventId" = h."eventId" and f.ordinality = any (split.fresh)
      ) then 'in_batch_duplicate'
    end
  )
  from head as h
  join data.message_ids as m on m.workspace_id = h."workspaceId" and m.event_id = h."eventId"
  where h.ordinality = any (repeats)
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.replay_pairs(workspace uuid, item data.lease_item)
 RETURNS json
 LANGUAGE sql
 STABLE
 SET search_path TO ''
 SET plan_cache_mode TO 'force_custom_plan'
AS $function$
  select json_build_object(
    'states', (
      select coalesce(json_agg(
        json_build_object('destinationId', d.destination_id, 'run', d.run, 'state', d.state, 'attempts', d.attempts)
        order by d.destination_id, d.run
      ), '[]')
      from data.deliveries as d
      where d.workspace_id = workspace and d.event_id = item.event_id and d.received_at = item.received_at
    ),
    'permitted', (
      select coalesce(json_agg(distinct d.destination_id), '[]')
      from data.decisions as d
      where d.workspace_id = workspace and d.event_id = item.event_id and d.received_at = item.received_at
        and d.stage = 'ingest' and d.verdict = 'deliver'
    ),
    'refused', (
      select coalesce(json_agg(distinct d.destination_id), '[]')
      from data.decisions as d
      where d.workspace_id = workspace and d.event_id = item.event_id and d.received_at = item.received_at
        and d.verdict in ('denied', 'suppressed')
    ),
    'sealed', (
      select coalesce(json_agg(
        json_build_object('destinationId', p.destination_id, 'run', p.run, 'plainSealed', p.plain_sealed)
        order by p.destination_id, p.run
      ), '[]')
      from data.delivery_private as p
      where p.workspace_id = workspace and p.event_id = item.event_id and p.received_at = item.received_at
    )
  )
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.replay_view(r data.replays)
 RETURNS jsonb
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select jsonb_build_object(
    'replayId', r.replay_id, 'kind', r.kind, 'run', r.run, 'state', r.state, 'filter', r.filter,
    'duplicates', r.duplicates, 'perSecond', r.per_second, 'preview', r.preview, 'result', r.result,
    'askedBy', r.asked_by, 'askedAt', data.iso(r.asked_at), 'previewedAt', data.iso(r.previewed_at),
    'startedAt', data.iso(r.started_at), 'endedAt', data.iso(r.ended_at)
  )
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.restore_event(held data.holds, restored data.restored_event)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  update data.events as e
  set
    reduced = false, body = restored.body, occurred_at = restored."occurredAt",
    identity_sealed = restored."identitySealed", lookup_keys = held.subject_keys, subject_keys = held.subject_keys,
    blinded_keys = null
  where e.workspace_id = held.workspace_id and e.event_id = held.event_id and e.received_at = held.received_at;

  insert into data.event_network as n (workspace_id, event_id, received_at, ip, user_agent)
  select held.workspace_id, held.event_id, held.received_at, ip, user_agent
  from (select restored.network ->> 'ip' as ip, restored.network ->> 'userAgent' as user_agent) as sent
  where ip is not null or user_agent is not null
  on conflict (workspace_id, event_id, received_at) do update
  set ip = coalesce(n.ip, excluded.ip), user_agent = coalesce(n.user_agent, excluded.user_agent);
end
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.round_end(first_written bigint, rows_max integer)
 RETURNS bigint
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  below bigint := pg_snapshot_xmin(pg_current_snapshot())::text::bigint;
  too_many bigint;
begin
  select written_by into too_many
  from data.decisions
  where written_by >= first_written and written_by < below
  order by written_by
  offset rows_max limit 1;
  return case when too_many is null then below else greatest(too_many, first_written + 1) end;
end
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.seal_json(seal data.seals)
 RETURNS jsonb
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select jsonb_build_object(
    'workspaceId', seal.workspace_id, 'n', seal.n, 'previous', seal.previous, 'root', seal.root, 'count', seal.count,
    'fromWritten', seal.from_written, 'belowWritten', seal.below_written, 'sealedAt', data.iso(seal.sealed_at),
    'keyId', seal.key_id, 'signature', seal.signature
  )
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.seal_view(seal data.seals)
 RETURNS jsonb
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select data.seal_json(seal) || jsonb_build_object('days', (
    select coalesce(jsonb_agg(
      jsonb_build_object('day', l.day, 'leaves', encode(l.leaves, 'base64')) order by l.day
    ), '[]')
    from data.seal_leaves as l
    where l.workspace_id = seal.workspace_id and l.n = seal.n
  ))
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.sends_still_due(r data.replays, sends jsonb)
 RETURNS data.replay_send[]
 LANGUAGE plpgsql
 SET search_path TO ''
 SET plan_cache_mode TO 'force_custom_plan'
AS $function$
declare
  wanted data.replay_send[] := array(select s from jsonb_populate_recordset(null::data.replay_send, sends) as s);
begin
  perform from data.events as e
  join (select distinct "eventId", "receivedAt" from unnest(wanted)) as w
    on w."eventId" = e.event_id and w."receivedAt" = e.received_at
  where e.workspace_id = r.workspace_id
  order by e.event_id
  for update of e;
  if r.kind = 'redrive' then
    return array(
      select w
      from unnest(wanted) as w
      join data.deliveries as d
        on d.workspace_id = r.workspace_id and d.event_id = w."eventId" and d.received_at = w."receivedAt"
        and d.destination_id = w."destinationId" and d.run = w.run
      where d.state = 'dead'
    );
  end if;
  return array(
    select w
    from unnest(wanted) as w
    join data.events as e on e.workspace_id = r.workspace_id and e.event_id = w."eventId" and e.received_at = w."receivedAt"
    where not exists (
      select from data.deliveries as d
      where d.workspace_id = r.workspace_id and d.event_id = w."eventId" and d.received_at = w."receivedAt"
        and d.destination_id = w."destinationId"
        and (d.run = r.run or d.state in ('queued', 'held') or d.state = 'delivered' and r.duplicates = 'skip')
    )
  );
end
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.settle_due(request jsonb, due data.due_destination[], leases data.leases[])
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  head record;
  next_due timestamptz;
begin
  for head in
    select d.workspace_id, d.destination_id, coalesce(cardinality(l.items), 0) = d.share as has_more, d.share = 0 as full_up,
      d.probe and l.lease_id is not null as half_open
    from unnest(due) as d
    left join unnest(leases) as l using (workspace_id, destination_id)
  loop
    next_due := (request ->> 'now')::timestamptz;
    -- All its requests are in hands: whoever ends one wakes it, this is for the finish that overtook us.
    if head.full_up then
      next_due := next_due + interval '250 milliseconds';
    elsif not head.has_more and pg_try_advisory_xact_lock(20260901, data.destination_lock(head.destination_id)) then
      select coalesce(min(due_at), 'infinity') into next_due
      from data.queue
      where workspace_id = head.workspace_id and destination_id = head.destination_id;
    end if;
    update data.destination_queues
    set due_at = next_due, state = case when head.half_open then 'half_open' else state end
    where workspace_id = head.workspace_id and destination_id = head.destination_id
      and (due_at <> next_due or head.half_open);
  end loop;
end
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.settlings(held data.holds, event data.events, decided data.held_decision[])
 RETURNS data.ending[]
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select array(
    select row(
      held.workspace_id, held.event_id, held.received_at, i.destination_id, i.run, 'hold',
      case when denied.now then 'denied' else d.verdict end,
      case when denied.now then 'full' else d.mode end,
      case when denied.now then 'hold_refused' else d.reason end,
      case when denied.now then 'consent' else d.gate end,
      d."configVersion", d."policyVersion", event.signals_ids[d."signalsSeen"],
      case when not denied.now then d."inputsId" end, null,
      case when not denied.now then d.consent end, d.rule, d."decidedAt",
      case
        when d.verdict = 'deliver' and not denied.now then held.subject_keys[1]
        else coalesce(event.subject_keys[1], event.blinded_keys[1])
      end
    )::data.ending
    from unnest(held.items) as i
    join unnest(decided) as of_item on of_item."destinationId" = i.destination_id and of_item.run = i.run
    cross join lateral (select (of_item.decision).*) as d
    cross join (select data.denied_since(held) as purposes) as since
    cross join lateral (select i.purposes && since.purposes as now) as denied
  )
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.share_homes(workspaces uuid[])
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  perform pg_advisory_xact_lock_shared(data.home_lock(workspace))
  from (select distinct unnest(workspaces) as workspace order by 1) as sorted;
end
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.shrink_lease(held data.leases, finished data.finishing[])
 RETURNS text
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  rest data.lease_item[];
begin
  if cardinality(finished) is distinct from cardinality(held.items) then
    rest := array(
      select i
      from unnest(held.items) as i
      where not exists (select from unnest(finished) as f where f.event_id = i.event_id and f.run = i.run)
        and exists (
          select from data.deliveries as d
          where d.workspace_id = held.workspace_id and d.event_id = i.event_id
            and d.destination_id = held.destination_id and d.run = i.run and d.received_at = i.received_at
        )
    );
  end if;
  if coalesce(cardinality(rest), 0) = 0 then
    delete from data.leases where lease_id = held.lease_id;
    return 'closed';
  end if;
  update data.leases set items = rest where lease_id = held.lease_id;
  return 'open';
end
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.signals_of(workspace uuid, received_at timestamp with time zone, ids text[])
 RETURNS jsonb
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select coalesce(jsonb_agg(s.content order by wanted.position), '[]')
  from unnest(ids) with ordinality as wanted(id, position)
  join data.signals as s
    on s.workspace_id = workspace and s.id = wanted.id and s.day = (received_at at time zone 'UTC')::date
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.signals_of_repeats(items data.ingest_item[], denying data.repeat[])
 RETURNS data.signals[]
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select array_agg(row(r.workspace_id, sent.id, (r.received_at at time zone 'UTC')::date, sent.content::jsonb)::data.signals)
  from unnest(items) with ordinality as s
  join unnest(denying) as r using (ordinality)
  cross join lateral (values (s."signalsId", s.signals), (s."inputsId", s.inputs)) as sent(id, content)
  where sent.id is not null
    and to_regclass('data.' || data.partition_name('signals', (r.received_at at time zone 'UTC')::date)) is not null
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.source_clock_offset(workspace uuid, source uuid, first_day date)
 RETURNS integer
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select code::integer
  from (
    select code, sum(number) over (order by code::integer) as up_to, sum(number) over () as total
    from data.source_notes
    where workspace_id = workspace and source_id = source and day >= first_day and kind = 'clock_offset'
  ) as spread
  where up_to * 2 >= total
  order by code::integer
  limit 1
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.source_counts(workspace uuid, source uuid, first_day date, wanted text)
 RETURNS jsonb
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select coalesce(jsonb_agg(jsonb_build_object('code', code, 'count', number, 'lastAt', data.iso(last_at))
    order by number desc, code), '[]')
  from (
    select code, sum(number) as number, max(last_at) as last_at
    from data.source_notes
    where workspace_id = workspace and source_id = source and day >= first_day and kind = wanted
    group by code
  ) as counted
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.states_of(event data.events)
 RETURNS jsonb
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select coalesce(jsonb_object_agg(state, number), '{}')
  from (
    select d.state, count(*) as number
    from data.deliveries as d
    where d.workspace_id = event.workspace_id and d.event_id = event.event_id and d.received_at = event.received_at
    group by d.state
    union all
    select 'filtered', jsonb_array_length(event.filtered) where jsonb_array_length(event.filtered) > 0
  ) as states
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.still_of(q data.destination_queues)
 RETURNS interval
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  select q.stood_still + coalesce(clock_timestamp() - q.stopped_at, '0')
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.still_of_destination(workspace uuid, destination uuid)
 RETURNS interval
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  select coalesce(
    (
      select data.still_of(q) from data.destination_queues as q
      where q.workspace_id = workspace and q.destination_id = destination
    ),
    '0'
  )
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.stricter_repeats(items data.ingest_item[], deliveries data.ingest_delivery[], denying data.repeat[])
 RETURNS data.ending[]
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
 SET plan_cache_mode TO 'force_custom_plan'
AS $function$
declare
  ids uuid[] := array(select distinct event_id from unnest(denying));
  first_at timestamptz := (select min(received_at) from unnest(denying));
  last_at timestamptz := (select max(received_at) from unnest(denying));
begin
  return array(
    select row(
      r.workspace_id, r.event_id, r.received_at, d."destinationId", own.run, 'ingest',
      ended.verdict, d.mode, ended.reason, d.gate, i."configVersion", i."policyVersion", i."signalsId",
      ended."inputsId", (i.body -> 'jurisdiction')::jsonb, ended.consent, d.rule, i."receivedAt",
      coalesce(i."subjectKeys"[1], i."blindedKeys"[1])
    )::data.ending
    from unnest(items) with ordinality as i
    join unnest(denying) as r using (ordinality)
    join unnest(deliveries) as d using (ordinality)
    join data.deliveries as own
      on own.workspace_id = r.workspace_id and own.event_id = r.event_id and own.received_at = r.received_at
      and own.destination_id = d."destinationId"
    -- What would be held of the repeat alone says less than what let the first one in.
    cross join lateral (
      select
        case d.state when 'held' then 'denied' else d.verdict end as verdict,
        case d.state when 'held' then 'repeat_says_less' else d.reason end as reason,
        case when d.state <> 'held' then i."inputsId" end as "inputsId",
        case when d.state <> 'held' then d.consent end as consent
    ) as ended
    where own.event_id = any (ids) and own.received_at between first_at and last_at
      and own.state in ('queued', 'held', 'dead') and d.state in ('denied', 'suppressed', 'held')
      and own.state <> d.state
  );
end
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.tables_of_events()
 RETURNS SETOF text
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select c.relname
  from pg_catalog.pg_class as c
  where c.relnamespace = 'data'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
    and c.relname not in ('decisions', 'message_ids', 'consent_records')
    and (
      select count(*) from pg_catalog.pg_attribute as a
      where a.attrelid = c.oid and a.attname in ('workspace_id', 'event_id') and not a.attisdropped
    ) = 2
  -- The event itself last.
  order by c.relname = 'events', c.relname
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.take_held(endings data.ending[])
 RETURNS data.ending[]
 LANGUAGE plpgsql
 SET search_path TO ''
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
AS $function$
declare
  taken data.ending[];
begin
  perform from data.holds as h
  join (select distinct workspace_id, event_id from unnest(endings)) as e using (workspace_id, event_id)
  order by workspace_id, event_id
  for update of h;
  if not found then
    return '{}';
  end if;

  taken := array(
    select distinct on (e.workspace_id, e.event_id, e.destination_id, e.run) e
    from unnest(endings) as e
    join data.holds as h on h.workspace_id = e.workspace_id and h.event_id = e.event_id
    where exists (
      select from unnest(h.items) as i where i.destination_id = e.destination_id and i.run = e.run
    )
    order by e.workspace_id, e.event_id, e.destination_id, e.run
  );

  delete from data.holds as h
  using (select workspace_id, event_id, count(*) as number from unnest(taken) group by 1, 2) as t
  where h.workspace_id = t.workspace_id and h.event_id = t.event_id and cardinality(h.items) = t.number;

  update data.holds as h
  set items = array(
    select i
    from unnest(h.items) as i
    where not exists (
      select from unnest(taken) as t
      where t.workspace_id = h.workspace_id and t.event_id = h.event_id and t.destination_id = i.destination_id
        and t.run = i.run
    )
  )
  from (select distinct workspace_id, event_id from unnest(taken)) as t
  where h.workspace_id = t.workspace_id and h.event_id = t.event_id;

  return taken;
end
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.take_shares(request jsonb, due data.due_destination[])
 RETURNS data.leases[]
 LANGUAGE sql
 SET search_path TO ''
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
AS $function$
  with picked as materialized (
    select share.place
    from unnest(due) as d
    cross join lateral (
      select q.ctid as place
      from data.queue as q
      where q.workspace_id = d.workspace_id and q.destination_id = d.destination_id
        and q.due_at <= (request ->> 'now')::timestamptz
      order by q.due_at
      limit d.share
      for update skip locked
    ) as share
  ), taken as (
    delete from data.queue where ctid = any (array(select place from picked)) returning *
  ), leased as (
    insert into data.leases (worker_id, workspace_id, destination_id, probe, slots, items)
    select
      request ->> 'workerId', t.workspace_id, t.destination_id, d.probe, d.slots,
      array_agg(
        row(event_id, received_at, run, attempts, first_attempt_at, expires_at, purposes)::data.lease_item
        order by t.due_at
      )
    from taken as t
    join unnest(due) as d using (workspace_id, destination_id)
    group by t.workspace_id, t.destination_id, d.probe, d.slots
    returning leases
  )
  select array_agg(leases) from leased
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.terminal_in(by_state jsonb)
 RETURNS bigint
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select coalesce(sum(value::bigint), 0)::bigint from jsonb_each_text(by_state)
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.tighten_repeats(items data.ingest_item[], deliveries data.ingest_delivery[], denying data.repeat[])
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
AS $function$
declare
  endings data.ending[] := data.stricter_repeats(items, deliveries, denying);
begin
  if cardinality(endings) = 0 then
    return;
  end if;
  perform from data.events as e
  join (select distinct workspace_id, event_id, received_at from unnest(endings)) as x
    using (workspace_id, event_id, received_at)
  order by workspace_id, event_id
  for update of e;

  update data.events as e
  set signals_ids = e.signals_ids || array(select id from unnest(x.ids) as id where id <> all (e.signals_ids))
  from (
    select workspace_id, event_id, received_at, array_agg(distinct signals_id) as ids
    from unnest(endings)
    group by 1, 2, 3
  ) as x
  where e.workspace_id = x.workspace_id and e.event_id = x.event_id and e.received_at = x.received_at
    and not e.signals_ids @> x.ids;

  perform data.end_queued(endings);
end
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.waiting_against(workspace uuid, subjects uuid[], purposes text[], happened_until timestamp with time zone)
 RETURNS data.ending[]
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select array(
    select w
    from unnest(data.waiting_of(workspace, subjects, array['denied', 'consent_withdrawn', 'consent'], purposes)) as w
    join data.events as e
      on e.workspace_id = w.workspace_id and e.event_id = w.event_id and e.received_at = w.received_at
    where happened_until is null or e.occurred_at <= happened_until
  )
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.waiting_of(workspace uuid, subjects uuid[], ended_as text[], ended_purposes text[])
 RETURNS data.ending[]
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select array(
    select row(
      q.workspace_id, q.event_id, q.received_at, q.destination_id, q.run, 'send', ended_as[1], d.mode, ended_as[2],
      ended_as[3], e.config_version, e.policy_version, e.signals_ids[cardinality(e.signals_ids)],
      null, null, null, null, clock_timestamp(), e.subject_keys[1]
    )::data.ending
    from data.events as e
    join data.queue as q on q.workspace_id = e.workspace_id and q.event_id = e.event_id and q.received_at = e.received_at
    join data.deliveries as d
      on d.workspace_id = q.workspace_id and d.event_id = q.event_id and d.destination_id = q.destination_id
      and d.run = q.run and d.received_at = q.received_at
    where e.workspace_id = workspace and e.lookup_keys && subjects
      and (ended_purposes is null or q.purposes && ended_purposes)
  )
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.wake(calls data.wake_up[])
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  perform pg_advisory_xact_lock_shared(20260901, data.destination_lock(destination_id))
  from (select distinct destination_id from unnest(calls) order by 1) as sorted;

  insert into data.destination_queues (workspace_id, destination_id, due_at)
  select workspace_id, destination_id, min(due_at)
  from unnest(calls) as c
  where not exists (
    select from data.destination_queues as q
    where q.workspace_id = c.workspace_id and q.destination_id = c.destination_id
  )
  group by workspace_id, destination_id
  order by workspace_id, destination_id
  on conflict do nothing;

  -- Locks are taken in one order, and in the common case (already due) none is taken at all.
  perform from data.destination_queues as q
  join unnest(calls) as c using (workspace_id, destination_id)
  where q.due_at > c.due_at
  order by workspace_id, destination_id
  for update of q;

  update data.destination_queues as q
  set due_at = c.due_at
  from (select workspace_id, destination_id, min(due_at) as due_at from unnest(calls) group by 1, 2) as c
  where q.workspace_id = c.workspace_id and q.destination_id = c.destination_id and q.due_at > c.due_at;
end
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.with_slots(due data.due_destination[])
 RETURNS data.due_destination[]
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  select array_agg(
    row(
      d.workspace_id, d.destination_id, d.due_at, case when d.slots <= taken.slots then 0 else d.share end, d.probe,
      -- A lease has no more lanes.
      least(d.slots - taken.slots, 16)
    )::data.due_destination order by d.due_at
  )
  from unnest(due) as d
  cross join lateral (
    select coalesce(sum(l.slots), 0)::smallint as slots
    from data.leases as l
    where d.slots is not null and l.workspace_id = d.workspace_id and l.destination_id = d.destination_id
  ) as taken
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.write_endings(endings data.ending[])
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
AS $function$
begin
  insert into data.decisions (
    workspace_id, event_id, received_at, destination_id, run, stage, verdict, mode, reason, gate,
    config_version, policy_version, signals_id, inputs_id, jurisdiction, consent, rule, decided_at, subject_key
  )
  select
    workspace_id, event_id, received_at, destination_id, run, stage, verdict, mode, reason, gate,
    config_version, policy_version, signals_id, inputs_id, jurisdiction, consent, rule, decided_at, subject_key
  from unnest(endings);

  update data.deliveries as d
  set
    state = case e.verdict when 'deliver' then 'queued' else e.verdict end,
    verdict = e.verdict, mode = e.mode, reason = e.reason,
    finished_at = case when e.verdict <> 'deliver' then clock_timestamp() end
  from unnest(endings) as e
  where d.workspace_id = e.workspace_id and d.event_id = e.event_id and d.destination_id = e.destination_id
    and d.run = e.run and d.received_at = e.received_at;
end
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.write_finishings(held data.leases, finished data.finishing[])
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
 SET plan_cache_mode TO 'force_custom_plan'
 SET enable_nestloop TO 'off'
AS $function$
declare
  ids uuid[] := array(select distinct event_id from unnest(finished));
  first_at timestamptz := (select min(received_at) from unnest(finished));
  last_at timestamptz := (select max(received_at) from unnest(finished));
begin
  with f as materialized (
    select * from unnest(finished)
  ), before as (
    select d.event_id, d.run, d.verdict, d.mode, e.signals_ids, e.subject_keys[1] as subject
    from data.deliveries as d
    join data.events as e on e.event_id = d.event_id and e.received_at = d.received_at
    where d.workspace_id = held.workspace_id and d.event_id = any (ids) and d.destination_id = held.destination_id
      and d.received_at between first_at and last_at
      and e.workspace_id = held.workspace_id and e.event_id = any (ids) and e.received_at between first_at and last_at
  ), tried as (
    insert into data.attempts (
      workspace_id, event_id, received_at, destination_id, run, attempt,
      started_at, duration_ms, outcome, http_status, detail
    )
    select
      held.workspace_id, f.event_id, f.received_at, held.destination_id, f.run, f.attempts,
      (a ->> 'startedAt')::timestamptz, (a ->> 'durationMs')::integer, (f.record).outcome,
      (a ->> 'httpStatus')::smallint, a ->> 'detail'
    from f
    cross join lateral (select nullif((f.record).attempt, 'null') as a) as attempt
    where (f.record)."countsAttempt" and a is not null
  ), decided as (
    insert into data.decisions (
      workspace_id, event_id, received_at, destination_id, run, stage, verdict, mode, reason, gate,
      config_version, policy_version, signals_id, inputs_id, consent, rule, decided_at, subject_key
    )
    select
      held.workspace_id, f.event_id, f.received_at, held.destination_id, f.run, 'send', d.verdict, d.mode, d.reason,
      d.gate, d."configVersion", d."policyVersion", b.signals_ids[d."signalsSeen"], d."inputsId", d.consent, d.rule,
      d."decidedAt", b.subject
    from f
    join before as b on b.event_id = f.event_id and b.run = f.run
    cross join lateral (select ((f.record).decision).*) as d
    where d.verdict is not null and (f.state <> 'queued' or b.verdict <> d.verdict or b.mode <> d.mode)
  ), forgotten as (
    delete from data.delivery_private as p
    using f
    where p.workspace_id = held.workspace_id and p.event_id = any (ids) and p.destination_id = held.destination_id
      and p.received_at between first_at and last_at
      -- A dead one keeps it for redrive (add_dead_letters).
      and f.state not in ('queued', 'dead')
      and f.event_id = p.event_id and f.run = p.run and f.received_at = p.received_at
  ), died as (
    insert into data.dead_letters (workspace_id, event_id, received_at, destination_id, run, reason, purposes)
    select
      held.workspace_id, f.event_id, f.received_at, held.destination_id, f.run, (f.record).reason, f.purposes
    from f
    where f.state = 'dead'
  ), back as (
    insert into data.queue (
      workspace_id, event_id, destination_id, run, received_at,
      due_at, expires_at, first_attempt_at, attempts, purposes
    )
    select
      held.workspace_id, f.event_id, held.destination_id, f.run, f.received_at,
      (f.record)."dueAt", f.expires_at, f.first_attempt_at, f.attempts, f.purposes
    from f
    join before as b on b.event_id = f.event_id and b.run = f.run
    where f.state = 'queued'
  )
  update data.deliveries as d
  set
    state = f.state, verdict = (f.record).verdict, mode = (f.record).mode, reason = (f.record).reason,
    attempts = f.attempts, finished_at = case when f.state <> 'queued' then clock_timestamp() end
  from f
  where d.workspace_id = held.workspace_id and d.event_id = any (ids) and d.destination_id = held.destination_id
    and d.received_at between first_at and last_at
    and f.event_id = d.event_id and f.run = d.run and f.received_at = d.received_at;
end
$function$
-- for its owner alone;
-- function
CREATE OR REPLACE FUNCTION data.write_receipt()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  new.salt := gen_random_uuid();
  new.receipt := data.receipt_of(
    new.salt, new.workspace_id, new.event_id, new.received_at, new.destination_id, new.run, new.stage, new.verdict,
    new.mode, new.reason, new.gate, new.config_version, new.policy_version, new.signals_id, new.inputs_id,
    new.jurisdiction, new.consent, new.rule, new.warnings, new.subject_key, new.decided_at
  );
  return new;
end
$function$
-- for its owner alone;
