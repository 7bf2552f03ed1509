import { UserError } from '../core/errors.ts'

export interface Actor {
  kind: 'cli' | 'member' | 'key' | 'system'
  /** Who, for the audit row: a user name, a member's or a key's id, never an e-mail address. */
  id: string
  role: Role
  /** Set: may act in this workspace only. */
  workspaceId?: string
}

type Role = 'admin' | 'editor' | 'viewer'

/** The one table of verb × role. A viewer changes nothing; an editor routes and operates; an admin does all. */
export const allowedRoles = {
  createWorkspace: ['admin'],
  saveWorkspace: ['admin'],
  setPlan: ['admin'],
  setRetention: ['admin'],
  setConsentProof: ['admin'],
  savePolicy: ['admin'],
  saveSource: ['admin'],
  removeSource: ['admin'],
  saveDestination: ['admin'],
  removeDestination: ['admin'],
  issueKey: ['admin'],
  revokeKey: ['admin'],
  listKeys: ['admin', 'editor'],
  exportConfig: ['admin', 'editor'],
  saveRoute: ['admin', 'editor'],
  removeRoute: ['admin', 'editor'],
  pauseDestination: ['admin', 'editor'],
  resumeDestination: ['admin', 'editor'],
  stopEgress: ['admin', 'editor'],
  resumeEgress: ['admin', 'editor'],
  suppressSubject: ['admin', 'editor'],
  redriveDead: ['admin', 'editor'],
  previewReplay: ['admin', 'editor'],
  startReplay: ['admin', 'editor'],
  stopReplay: ['admin', 'editor'],
} as const satisfies Record<string, readonly Role[]>

export type VerbName = keyof typeof allowedRoles

/** `workspaceId` null = the verb is about the whole installation. */
export function authorise(actor: Actor, verb: VerbName, workspaceId: string | null): void {
  const roles: readonly Role[] = allowedRoles[verb]
  if (!roles.includes(actor.role)) throw new UserError('forbidden', `a ${actor.role} may not ${spoken(verb)}`)
  if (actor.workspaceId === undefined || actor.workspaceId === workspaceId) return
  throw new UserError('forbidden', `this ${actor.kind} may act in its own workspace only`)
}

export function actorName(actor: Actor): string {
  return `${actor.kind}:${actor.id}`
}

function spoken(verb: VerbName): string {
  return verb.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
}
