/** What may be said of an error in a log: never its message, which in drivers and parsers quotes values. */
export interface SafeError {
  name: string
  code: string | null
  /** Where it came from, without the message that heads a stack. */
  at: string[]
}

const framesMax = 6

export function safeError(error: unknown): SafeError {
  if (!(error instanceof Error)) return { name: typeof error, code: null, at: [] }
  return { name: error.name, code: codeOf(error), at: framesOf(error.stack ?? '') }
}

/** SQLSTATE, errno name or a code of ours: anything else could be a value. */
function codeOf(error: Error): string | null {
  const code = 'code' in error ? error.code : undefined
  return typeof code === 'string' && /^[A-Za-z0-9_]{1,40}$/.test(code) ? code : null
}

function framesOf(stack: string): string[] {
  const frames = stack.split('\n').filter((line) => /^ +at /.test(line))
  return frames.slice(0, framesMax).map((line) => line.trim())
}
