import ts from 'typescript'
import type { HouseRule } from './rule.ts'

const hiddenCalls = new Set(['Date.now', 'Math.random', 'performance.now', 'fetch', 'setTimeout', 'setInterval'])

/** core/ and router/ are pure: the same event, snapshot and time give the same decision, years later too. */
export const noHiddenInputs: HouseRule = {
  appliesTo: (file) => /^(core|router)\//.test(file),
  complaint(node) {
    const name = hiddenInput(node)
    return name && `hidden-input: ${name} makes this impure. Take the time, the number or the answer as a parameter.`
  },
}

function hiddenInput(node: ts.Node): string | null {
  if (ts.isNewExpression(node)) {
    const readsTheClock = node.expression.getText() === 'Date' && !node.arguments?.length
    return readsTheClock ? 'new Date()' : null
  }
  if (!ts.isCallExpression(node)) return null
  const name = node.expression.getText()
  return hiddenCalls.has(name) ? `${name}()` : null
}
