import { type Gate, pass, stop } from './gate.ts'

export const enabledGate: Gate = {
  name: 'enabled',
  ask: ({ destination }) => {
    const inputs = { enabled: destination.enabled }
    return destination.enabled === true ? pass(inputs) : stop('filtered', 'destination_disabled', inputs)
  },
}
