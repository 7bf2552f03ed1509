import { type ZodType, z } from 'zod'

/**
 * Answers made by our own functions are as they say; what must be told apart is a stranger's page. One telling field
 * does that, and a field more in a newer database breaks no older isolate.
 */
export function object<Shape extends object>(field: keyof Shape & string): ZodType<Shape> {
  return z.custom<Shape>((value) => typeof value === 'object' && value !== null && field in value)
}

export function nullable<Shape>(shape: ZodType<Shape>): ZodType<Shape | null> {
  return shape.nullable()
}
