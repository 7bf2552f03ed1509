import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { apply } from '../../control/apply.ts'
import type { Region } from '../../core/config.ts'
import { UserError } from '../../core/errors.ts'
import type { MasterKey } from '../../core/keyring.ts'
import type { Region as RegionStores } from '../../supabase/queries/connect.ts'
import type { ControlStore } from '../../supabase/queries/ports.ts'
import { registryCatalogue } from '../catalogue.ts'
import type { Io } from '../io.ts'
import { demoSecrets } from './demo-secrets.ts'
import { type DevFile, devWorkspace } from './dev-file.ts'
import type { Home } from './home.ts'

const demoFile = join(import.meta.dirname, '../../demo.yaml')

const demoShops = [
  { slug: 'demo-eu', write: 'TRACKLAYER_DEMO_EU_WRITE_KEY', secret: 'TRACKLAYER_DEMO_EU_SECRET_KEY' },
  { slug: 'demo-us', write: 'TRACKLAYER_DEMO_US_WRITE_KEY', secret: 'TRACKLAYER_DEMO_US_SECRET_KEY' },
]

/**
 * A demo workspace in each region, by the same `apply` that everyone uses. Left out without a sandbox (production), when
 * a region is not served here, and on an installation that has workspaces of its own.
 */
export async function applyDemo(deps: {
  io: Io
  home: Home
  control: ControlStore
  stores: ReadonlyMap<Region, RegionStores>
  master: MasterKey
  sandboxUrl: string | null
}): Promise<DevFile['workspaces']> {
  const { io, control, stores } = deps
  if (deps.sandboxUrl === null || stores.size < demoShops.length) return []
  const there = (await control.workspaces()).map(({ slug }) => slug)
  const isTheirs = there.length > 0 && !there.some((slug) => slug.startsWith('demo-'))
  if (isTheirs) return []
  const secrets = await demoSecrets(deps.home.file('demo-keys.json'))
  const env = { ...secrets, TRACKLAYER_SANDBOX_URL: deps.sandboxUrl }
  const applied = await apply(
    {
      actor: { kind: 'system', id: 'npm start', role: 'admin' },
      store: control,
      region: (region) => stores.get(region)?.admin ?? refuseRegion(region),
      master: deps.master,
      catalogue: registryCatalogue(),
      now: io.now,
      newId: randomUUID,
    },
    { text: await io.readFile(demoFile), env },
  )
  return Promise.all(
    demoShops.map(async ({ slug, write, secret }) => {
      const workspaceId = applied.find((workspace) => workspace.slug === slug)?.workspaceId ?? ''
      const snapshot = await control.snapshot(workspaceId)
      if (snapshot === null) throw new UserError('demo_missing', `demo.yaml has no workspace ${slug}`)
      return devWorkspace(snapshot, { writeKey: secrets[write] ?? '', secretKey: secrets[secret] ?? '' })
    }),
  )
}

function refuseRegion(region: Region): never {
  throw new UserError('region_not_served', `demo.yaml names ${region}, which is not served here`)
}
