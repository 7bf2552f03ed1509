import postgres from 'postgres'
import { repeatRolledBack } from './repeat-rolled-back.ts'
import { asCallerError, kindOfSqlState, StoreFailure } from './store-failure.ts'

export type ServiceRole = 'tl_ingest' | 'tl_reader' | 'tl_worker' | 'tl_control' | 'tl_maintainer'

export interface PoolOptions {
  role: ServiceRole
  max: number
  /** False behind a pooler in transaction mode. */
  prepare?: boolean
  statementTimeoutMs?: number
}

type Answer<T> = (sql: postgres.Sql) => postgres.PendingQuery<{ answer: T }[]>

/** Connections of one role. Every query is one function call with one answer: nothing else may be asked. */
export interface Pool {
  ask<T>(where: string, query: Answer<T>): Promise<T>
  /** One try, failing with StoreFailure. */
  askOnce<T>(where: string, query: Answer<T>): Promise<T>
  close(): Promise<void>
}

export function openPool(url: string, options: PoolOptions): Pool {
  const sql = postgres(url, {
    max: options.max,
    prepare: options.prepare ?? true,
    fetch_types: false,
    connect_timeout: 5,
    idle_timeout: 60,
    onnotice: () => undefined,
    connection: {
      role: options.role,
      application_name: `tracklayer ${options.role}`,
      statement_timeout: options.statementTimeoutMs ?? 15_000,
    },
  })
  return { ask, askOnce, close: () => sql.end({ timeout: 5 }) }

  async function ask<T>(where: string, query: Answer<T>): Promise<T> {
    try {
      return await repeatRolledBack(() => askOnce(where, query))
    } catch (failure) {
      throw asCallerError(failure)
    }
  }

  async function askOnce<T>(where: string, query: Answer<T>): Promise<T> {
    try {
      const [row] = await query(sql)
      if (!row) throw new StoreFailure('broken', 'no_row', where)
      return row.answer
    } catch (error) {
      throw failureOf(error, where)
    }
  }
}

function failureOf(error: unknown, where: string): unknown {
  if (error instanceof StoreFailure) return error
  if (error instanceof postgres.PostgresError) {
    return new StoreFailure(kindOfSqlState(error.code, Boolean(error.constraint_name)), error.code, where)
  }
  const code = (error as { code?: unknown } | null)?.code
  return typeof code === 'string' ? new StoreFailure('repeat', code, where) : error
}
