import { type Gate, pass, stop } from './gate.ts'

export const suppressionGate: Gate = {
  name: 'suppression',
  ask: ({ state }) => {
    const inputs = { suppressed: state.suppressed }
    return state.suppressed === false ? pass(inputs) : stop('suppressed', 'subject_suppressed', inputs)
  },
}
