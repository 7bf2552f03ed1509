/** What any mapping must cost at least: each payload written out once. */
export function stringifyAll(payloads: readonly unknown[]): number {
  let characters = 0
  for (const payload of payloads) characters += JSON.stringify(payload).length
  return characters
}
