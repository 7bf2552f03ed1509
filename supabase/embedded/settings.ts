/** For one small machine that other programs share. */
const ours: Record<string, string> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '150',
  shared_buffers: '256MB',
  max_wal_size: '2GB',
  checkpoint_timeout: '15min',
  wal_buffers: '16MB',
  jit: 'off',
  max_parallel_workers_per_gather: '0',
  autovacuum_naptime: '15s',
  autovacuum_vacuum_cost_delay: '1ms',
  max_locks_per_transaction: '256',
  timezone: 'UTC',
  log_timezone: 'UTC',
  lc_messages: 'C',
  // A statement or a DETAIL line would carry values into the log.
  log_min_error_statement: 'panic',
  log_parameter_max_length: '0',
  log_parameter_max_length_on_error: '0',
  log_error_verbosity: 'terse',
  log_checkpoints: 'off',
}

const careless: Record<string, string> = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }

export function postgresSettings(options: {
  port: number
  durable: boolean
  settings: Record<string, string>
}): string[] {
  const all = { ...ours, ...(options.durable ? {} : careless), ...options.settings, port: String(options.port) }
  return Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}
