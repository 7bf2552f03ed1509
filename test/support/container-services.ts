import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import postgres from 'postgres'
import { GenericContainer, type StartedTestContainer, Wait } from 'testcontainers'
import { type Needed, needs } from './needs-program.ts'

const image = 'tracklayer-services:bookworm'

export function needsContainers(): Needed {
  const engine = spawnSync('docker', ['info'], { stdio: 'ignore' })
  if (engine.status !== 0) return needs(false, 'a Docker engine that answers `docker info`: apt-get install docker.io')
  const found = spawnSync('docker', ['image', 'inspect', image], { stdio: 'ignore' })
  return needs(found.status === 0, `the image ${image}: run .ci/services-image as root`)
}

export interface ContainerServices {
  /** The environment of `tracklayer start`. */
  env: Record<string, string>
  stop(): Promise<void>
}

/** Postgres with a database for each part, and Redis, each in a container of its own. */
export async function startContainerServices(): Promise<ContainerServices> {
  const password = randomBytes(12).toString('hex')
  const [database, redis] = await Promise.all([startPostgres(password), startRedis()])
  const url = (name: string) =>
    `postgres://postgres:${password}@${database.getHost()}:${database.getMappedPort(5432)}/${name}`
  await createDatabases(url('postgres'), ['control', 'eu_central_1', 'us_east_1'])
  return {
    env: {
      CONTROL_DATABASE_URL: url('control'),
      EU_CENTRAL_1_DATABASE_URL: url('eu_central_1'),
      US_EAST_1_DATABASE_URL: url('us_east_1'),
      REDIS_URL: `redis://${redis.getHost()}:${redis.getMappedPort(6379)}`,
      TRACKLAYER_MASTER_KEY: randomBytes(32).toString('base64'),
    },
    stop: async () => void (await Promise.all([database.stop(), redis.stop()])),
  }
}

function startPostgres(password: string): Promise<StartedTestContainer> {
  const script = [
    'printf %s "$PASSWORD" > /tmp/password && chown postgres /tmp/password',
    'runuser -u postgres -- initdb -D /tmp/data -U postgres -A scram-sha-256 --pwfile=/tmp/password --no-sync',
    'echo "host all all all scram-sha-256" >> /tmp/data/pg_hba.conf',
    'exec runuser -u postgres -- postgres -D /tmp/data -c listen_addresses=* -c fsync=off',
  ].join('\n')
  return new GenericContainer(image)
    .withEnvironment({ PASSWORD: password })
    .withCommand(['sh', '-ec', script])
    .withExposedPorts(5432)
    .withWaitStrategy(Wait.forLogMessage('database system is ready to accept connections'))
    .start()
}

function startRedis(): Promise<StartedTestContainer> {
  return new GenericContainer(image)
    .withCommand(['redis-server', '--bind', '0.0.0.0', '--protected-mode', 'no', '--save', '', '--appendonly', 'no'])
    .withExposedPorts(6379)
    .withWaitStrategy(Wait.forLogMessage('Ready to accept connections'))
    .start()
}

async function createDatabases(ownerUrl: string, names: string[]): Promise<void> {
  const sql = postgres(ownerUrl, { max: 1, onnotice: () => undefined })
  for (const name of names) await sql`create database ${sql(name)}`
  await sql.end()
}
