import { type Gate, pass, settingsInvalid, stop } from './gate.ts'

/** `eu_only` workspaces send to destinations that process in the EU, and to the customer's own addresses. */
export const egressLocationGate: Gate = {
  name: 'egress_location',
  ask: ({ snapshot, known }) => {
    if (known === null) return settingsInvalid
    const { processesIn } = known.facts
    const inputs = { euOnly: snapshot.euOnly, processesIn }
    const leavesTheEu = processesIn !== 'eu' && processesIn !== 'customer'
    return snapshot.euOnly && leavesTheEu ? stop('denied', 'eu_only', inputs) : pass(inputs)
  },
}
