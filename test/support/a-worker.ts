import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { type BuildResult, build } from 'esbuild'
import { Miniflare } from 'miniflare'

export interface Worker {
  fetch(path: string, init?: WorkerInit): Promise<Response>
  /** Every line the Worker wrote to its console. */
  logged: string[]
  close(): Promise<void>
}

export interface WorkerInit {
  method?: string
  headers?: Record<string, string>
  body?: string | Uint8Array
  cf?: Record<string, string>
}

/** Not newer than the workerd build that package-lock.json pins. */
const compatibilityDate = '2026-07-01'

/** ingest/edge.ts inside the real workerd, with the bindings a deployment would have. */
export async function aWorker(bindings: Record<string, string>): Promise<Worker> {
  const { outputFiles } = await bundleEdge()
  const logged: string[] = []
  const miniflare = new Miniflare({
    // Given whole: miniflare would look for the target of supabase-js's and postgres.js's dynamic imports.
    modules: [{ type: 'ESModule', path: 'edge.js', contents: outputFiles[0]?.text ?? '' }],
    compatibilityDate,
    compatibilityFlags: ['nodejs_compat'],
    bindings,
    // No look-up of Cloudflare's hosts.
    cf: false,
    handleRuntimeStdio: (stdout: Readable, stderr: Readable) => {
      for (const stream of [stdout, stderr]) stream.on('data', (chunk: Buffer) => logged.push(chunk.toString('utf8')))
    },
  })
  await miniflare.ready
  return {
    logged,
    async fetch(path, init = {}) {
      const response = await miniflare.dispatchFetch(`http://edge.test${path}`, init as never)
      return response as unknown as Response
    },
    close: () => miniflare.dispose(),
  }
}

/** As a deployment bundles it: the packages' workerd builds, Node's modules from the runtime. */
export function bundleEdge({ minify = false } = {}): Promise<BuildResult<{ write: false }>> {
  return build({
    entryPoints: [join(import.meta.dirname, '../../ingest/edge.ts')],
    bundle: true,
    write: false,
    minify,
    format: 'esm',
    target: 'es2024',
    conditions: ['workerd', 'worker', 'import'],
    mainFields: ['module', 'main'],
    external: ['node:*', 'cloudflare:*'],
    metafile: true,
    logLevel: 'silent',
  })
}
