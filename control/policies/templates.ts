import { standard2026 } from './standard-2026.ts'
import type { PolicyTemplate } from './template.ts'

export const templateNames = ['standard-2026'] as const

export const policyTemplates: Record<(typeof templateNames)[number], PolicyTemplate> = {
  'standard-2026': standard2026,
}
