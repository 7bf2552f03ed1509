import { execFile, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { promisify } from 'node:util'
import postgres from 'postgres'
import { GenericContainer, RandomPortGenerator, type StartedTestContainer, Wait } from 'testcontainers'
import { startContainerReaper } from './container-reaper.ts'
import { type Needed, needs } from './needs-program.ts'

const image = 'tracklayer-services:bookworm'

export function needsContainers(): Needed {
  const asked = { stdio: 'ignore', timeout: 10_000 } as const
  const engine = spawnSync('docker', ['info'], asked)
  if (engine.status !== 0) return needs(false, 'a Docker engine that answers `docker info`: apt-get install docker.io')
  const found = spawnSync('docker', ['image', 'inspect', image], asked)
  return needs(found.status === 0, `the image ${image}: run .ci/services-image as root`)
}

export interface ContainerService {
  /** The kernel's way: no farewell to its clients. */
  kill(): Promise<void>
  /** Starts the same container again, with what is on its disk, at the same address. */
  again(): Promise<void>
}

export interface ContainerServices {
  /** The environment of `tracklayer start`. */
  env: Record<string, string>
  postgres: ContainerService
  redis: ContainerService
  stop(): Promise<void>
}

/** Postgres with a database for each part, and Redis, each in a container of its own. */
export async function startContainerServices(): Promise<ContainerServices> {
  const { labels, reap } = startContainerReaper()
  try {
    return { ...(await startServices(labels)), stop: reap }
  } catch (error) {
    await reap()
    throw error
  }
}

type Labels = Record<string, string>

async function startServices(labels: Labels): Promise<Omit<ContainerServices, 'stop'>> {
  const password = randomBytes(12).toString('hex')
  const [database, redis] = await Promise.all([startPostgres(password, labels), startRedis(labels)])
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
    postgres: serviceIn(database),
    redis: serviceIn(redis),
  }
}

async function startPostgres(password: string, labels: Labels): Promise<StartedTestContainer> {
  const script = [
    'if [ ! -s /tmp/data/PG_VERSION ]; then',
    '  printf %s "$PASSWORD" > /tmp/password && chown postgres /tmp/password',
    '  runuser -u postgres -- initdb -D /tmp/data -U postgres -A scram-sha-256 --pwfile=/tmp/password --no-sync',
    '  echo "host all all all scram-sha-256" >> /tmp/data/pg_hba.conf',
    'fi',
    // After a kill the pid in it may be another process's: nothing else runs in a container that starts.
    'rm -f /tmp/data/postmaster.pid',
    'exec runuser -u postgres -- postgres -D /tmp/data -c listen_addresses=* -c fsync=off',
  ].join('\n')
  return (await serviceContainer(5432, labels))
    .withEnvironment({ PASSWORD: password })
    .withCommand(['sh', '-ec', script])
    .withWaitStrategy(Wait.forLogMessage('database system is ready to accept connections'))
    .start()
}

async function startRedis(labels: Labels): Promise<StartedTestContainer> {
  return (await serviceContainer(6379, labels))
    .withCommand(['redis-server', '--bind', '0.0.0.0', '--protected-mode', 'no', '--save', '', '--appendonly', 'no'])
    .withWaitStrategy(Wait.forLogMessage('Ready to accept connections'))
    .start()
}

/** The host's port is named: the engine would choose another one each time the container starts. */
async function serviceContainer(port: number, labels: Labels): Promise<GenericContainer> {
  const host = await new RandomPortGenerator().generatePort()
  return new GenericContainer(image).withExposedPorts({ container: port, host }).withLabels(labels)
}

const docker = (...words: string[]) => promisify(execFile)('docker', words)

function serviceIn(container: StartedTestContainer): ContainerService {
  return {
    kill: async () => void (await docker('kill', container.getId())),
    again: async () => void (await docker('start', container.getId())),
  }
}

async function createDatabases(ownerUrl: string, names: string[]): Promise<void> {
  const sql = postgres(ownerUrl, { max: 1, onnotice: () => undefined })
  try {
    for (const name of names) await sql`create database ${sql(name)}`
  } finally {
    await sql.end()
  }
}
