import type { Bench } from './bench.ts'
import { consentTcfBenches } from './consent/tcf.ts'
import { deliverBenches } from './deliver.ts'
import { ingestBenches } from './ingest.ts'
import { payloadBenches } from './payloads.ts'

/** Adding a bench = its file and a line here. */
const benches: readonly Bench[] = [...consentTcfBenches, ...deliverBenches, ...ingestBenches, ...payloadBenches]

/** By name, or by the word before the full stop: `payloads`. Without names all. */
export function benchesNamed(names: readonly string[]): readonly Bench[] {
  const unknown = names.filter((name) => !benches.some((bench) => isNamed(bench, name)))
  if (unknown.length > 0) {
    const known = benches.map(({ name }) => name).join(', ')
    throw new Error(`there is no bench ${unknown.join(', ')}, only ${known}`)
  }
  return names.length === 0 ? benches : benches.filter((bench) => names.some((name) => isNamed(bench, name)))
}

function isNamed(bench: Bench, name: string): boolean {
  return bench.name === name || bench.name.startsWith(`${name}.`)
}
