import type { PolicyRule } from '../../core/config.ts'

export interface PolicyTemplate {
  title: string
  lines: {
    rule: PolicyRule
    /** ISO day by which somebody reads the law again. */
    reviewBy: string
    /** What the line rests on, in words. */
    source: string
  }[]
}
