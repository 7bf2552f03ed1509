import { type AddressInfo, createServer } from 'node:net'

/** A port that nobody holds now. Parts that are killed come back on theirs, so it is asked for once. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo
      probe.close(() => resolve(port))
    })
  })
}
