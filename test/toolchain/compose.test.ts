import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { needsProgram } from '../support/needs-program.ts'

const Service = z.object({
  image: z.string(),
  user: z.string(),
  mem_limit: z.string(),
  cpus: z.number().positive(),
  pids_limit: z.int().positive(),
  cap_drop: z.tuple([z.literal('ALL')]),
  security_opt: z.tuple([z.literal('no-new-privileges:true')]),
  restart: z.string(),
  command: z.array(z.string()).optional(),
  environment: z.record(z.string(), z.string()).optional(),
  healthcheck: z.object({ test: z.array(z.string()).min(2), interval: z.string(), timeout: z.string() }).optional(),
  ports: z.array(z.string()).default([]),
  volumes: z.array(z.string()).default([]),
  profiles: z.array(z.string()).default([]),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
})
const ComposeFile = z.object({
  services: z.record(z.string(), Service),
  volumes: z.record(z.string(), z.unknown()),
})

const text = readFileSync('docker-compose.yml', 'utf8')
const { services, volumes } = ComposeFile.parse(parse(text, { merge: true }))
const databases = ['control-db', 'eu-db', 'us-db']

test('the file has ingest, worker, a control and two regional databases, Redis and the sandbox', () => {
  expect(Object.keys(services).sort()).toEqual([...databases, 'ingest', 'migrate', 'redis', 'sandbox', 'worker'].sort())
})

test('the sandbox starts only with its profile', () => {
  expect(services.sandbox?.profiles).toEqual(['sandbox'])
  const unasked = Object.entries(services).filter(([, service]) => service.profiles.length === 0)
  expect(unasked).toHaveLength(7)
})

describe.each(Object.entries(services))('%s', (_name, service) => {
  test('runs as an ordinary user', () => {
    expect(service.user).not.toMatch(/^(root|0)/)
  })

  test('has a health check, or ends by itself', () => {
    expect(service.healthcheck !== undefined || service.restart === 'no').toBe(true)
  })

  test('is reached from this machine only', () => {
    for (const port of service.ports) expect(port).toMatch(/^127\.0\.0\.1:/)
  })

  test('holds no secret of its own', () => {
    for (const [variable, value] of Object.entries(service.environment ?? {})) {
      if (/PASSWORD|KEY|DATABASE_URL/.test(variable)) expect(value).toMatch(/\$\{\w+:\?/)
    }
  })

  test('waits only for services that are there', () => {
    for (const other of Object.keys(service.depends_on)) expect(services).toHaveProperty(other)
  })
})

test('every database keeps its data in a volume of its own', () => {
  const mounted = databases.map((name) => services[name]?.volumes[0]?.split(':')[0])
  expect(mounted).toEqual(Object.keys(volumes))
})

test('ingest and worker run the same image in different roles, after the migrations', () => {
  const { ingest, worker } = services
  expect(ingest?.image).toBe(worker?.image)
  expect([ingest?.environment?.TRACKLAYER_ROLE, worker?.environment?.TRACKLAYER_ROLE]).toEqual(['ingest', 'worker'])
  expect(ingest?.depends_on.migrate).toEqual({ condition: 'service_completed_successfully' })
  expect(worker?.depends_on.migrate).toEqual({ condition: 'service_completed_successfully' })
})

const compose = needsProgram('docker-compose', 'docker-compose')
describe.skipIf(compose.absent)(`docker-compose${compose.note}`, () => {
  const secrets = { CONTROL_DB_PASSWORD: 'a', EU_DB_PASSWORD: 'b', US_DB_PASSWORD: 'c', TRACKLAYER_MASTER_KEY: 'd' }

  test('accepts the file', () => {
    const result = config({ ...process.env, ...secrets })
    expect(result).toMatchObject({ status: 0, stderr: '' })
  })

  test('refuses to start without a master key and says what it is', () => {
    const result = config({ ...process.env, ...secrets, TRACKLAYER_MASTER_KEY: '' })
    expect(result.status).not.toBe(0)
    expect(result.stderr).toContain('32 bytes in base64')
  })

  function config(env: NodeJS.ProcessEnv) {
    return spawnSync('docker-compose', ['config', '-q'], { env, encoding: 'utf8' })
  }
})
