import { isSkip } from '../core/decision.ts'
import { type AnyDestination, destinations } from '../destinations/registry.ts'
import { aDeliverableEvent } from '../test/support/a-deliverable-event.ts'
import { type Bench, type BenchLine, lineOf } from './bench.ts'
import { stringifyAll } from './limits/stringify-all.ts'
import { rateOf } from './rate.ts'

/** Events mapped to a vendor's payload a second, on one core, over the type's own examples. */
export const payloadBenches: readonly Bench[] = destinations.map((destination) => ({
  name: `payloads.${destination.type}`,
  run: async () => measure(destination),
}))

function measure(destination: AnyDestination): BenchLine {
  // A skip costs next to nothing and would flatter.
  const mapped = destination.examples.filter(({ payload }) => !isSkip(payload))
  const inputs = mapped.map(({ event, settings = {} }) => {
    return { event: aDeliverableEvent(event), settings: destination.settings.parse(settings) }
  })
  const mapAll = (): unknown[] => inputs.map(({ event, settings }) => destination.toPayload(event, settings))
  const payloads = mapAll()
  const value = rateOf(mapAll, inputs.length)
  const limit = rateOf(() => stringifyAll(payloads), payloads.length)
  return lineOf({
    bench: `payloads.${destination.type}`,
    value,
    unit: 'events/s',
    limit,
    limitName: 'JSON.stringify of the same payloads',
    config: { examples: inputs.length, cores: 1 },
  })
}
