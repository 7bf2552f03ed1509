import type { PolicyRule } from '../../core/config.ts'

interface TemplateLine {
  rule: PolicyRule
  /** ISO day on which somebody last read it against its source. */
  reviewedOn: string
  /** ISO day by which somebody reads the law again. */
  reviewBy: string
  /** What the line rests on, in words. */
  source: string
}

export interface PolicyTemplate {
  title: string
  lines: TemplateLine[]
  /** What an admin may switch on and no template does by itself: the line takes the place of that of the same country. */
  switches: Record<string, TemplateLine>
}
