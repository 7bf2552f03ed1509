/** Who may do what: the one table. A new table or function without a line here fails the matrix. */

export const serviceRoles = ['tl_ingest', 'tl_reader', 'tl_worker', 'tl_control', 'tl_maintainer'] as const
export type ServiceRole = (typeof serviceRoles)[number]

/** What a member of a workspace sees of a table: the workspace's own rows, or nothing at all. Nobody else sees any. */
export const tables: Record<string, 'own' | 'nothing'> = {
  'control.api_keys': 'nothing',
  'control.audit_log': 'nothing',
  'control.config_versions': 'nothing',
  'control.installation': 'nothing',
  'control.members': 'nothing',
  'control.workspaces': 'nothing',
  'data.attempts': 'own',
  'data.consent_records': 'own',
  'data.consent_state': 'own',
  'data.decisions': 'own',
  'data.deliveries': 'own',
  'data.delivery_private': 'nothing',
  'data.destination_queues': 'own',
  'data.event_network': 'nothing',
  'data.events': 'own',
  'data.homes': 'nothing',
  'data.leases': 'nothing',
  'data.message_ids': 'nothing',
  'data.oauth_tokens': 'nothing',
  'data.queue': 'nothing',
  'data.signals': 'own',
  'data.source_notes': 'nothing',
  'data.subject_requests': 'own',
  'data.suppressions': 'own',
  'data.workers': 'nothing',
}

/** Columns of events that members do not see: sealed identity, look-up keys and our bookkeeping. */
export const hiddenEventColumns = ['identity_sealed', 'lookup_keys', 'subject_keys', 'written_by']

/** Functions outside the schema `api` are for tl_owner alone, but for this one, which policies call. */
export const memberFunctions = ['member_workspace']

export const functions: Record<string, readonly ServiceRole[]> = {
  append_audit: ['tl_control'],
  check_send: ['tl_worker'],
  claim_installation: ['tl_control'],
  claim_oauth_token: ['tl_worker'],
  commit_snapshot: ['tl_control'],
  ensure_partitions: ['tl_maintainer'],
  fail_oauth_token: ['tl_worker'],
  find_key: ['tl_control', 'tl_ingest'],
  finish_deliveries: ['tl_worker'],
  forget_oauth_token: ['tl_maintainer'],
  heartbeat: ['tl_worker'],
  ingest_events: ['tl_ingest'],
  insert_key: ['tl_control'],
  keep_oauth_token: ['tl_worker'],
  lease_deliveries: ['tl_worker'],
  list_keys: ['tl_control', 'tl_ingest'],
  list_leases: ['tl_worker'],
  list_oauth_tokens: ['tl_maintainer'],
  list_workspaces: ['tl_control', 'tl_ingest', 'tl_worker'],
  missing_partition: ['tl_ingest', 'tl_maintainer'],
  note_sources: ['tl_ingest'],
  partitions_ahead: ['tl_maintainer'],
  purge: ['tl_maintainer'],
  put_home: ['tl_control'],
  read_audit: ['tl_control'],
  read_event: ['tl_reader'],
  read_events_by_key: ['tl_reader'],
  read_leases: ['tl_worker'],
  read_queues: ['tl_reader'],
  read_reconciliation: ['tl_reader'],
  read_snapshot: ['tl_control', 'tl_ingest', 'tl_worker'],
  read_source_health: ['tl_reader'],
  read_tail: ['tl_reader'],
  reclaim_leases: ['tl_worker'],
  record_consent: ['tl_ingest'],
  revoke_key: ['tl_control'],
  set_queue_state: ['tl_control', 'tl_worker'],
  subject_facts: ['tl_ingest', 'tl_worker'],
  suppress: ['tl_control'],
  sweep_queues: ['tl_worker'],
}
