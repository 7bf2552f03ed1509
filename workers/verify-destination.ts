import { setTimeout as pause } from 'node:timers/promises'
import type { DestinationConfig, DestinationType, Snapshot } from '../core/config.ts'
import { DeliveryError, UserError } from '../core/errors.ts'
import type { KeyProvider } from '../core/keyring.ts'
import type { DeliverContext, OAuthClient, VendorWord } from '../destinations/contract.ts'
import { withoutSecrets } from '../destinations/redact.ts'
import { refreshToken } from '../destinations/refresh-token.ts'
import type { AnyDestination } from '../destinations/registry.ts'
import { aboutNobody, type Sender } from '../destinations/send.ts'
import type { TokenStore } from '../supabase/queries/ports.ts'
import { createAccessTokens } from './access-tokens.ts'
import { type Outfit, outfitFor } from './outfit.ts'
import { tokenOwnerOf } from './token-owner.ts'

export interface VerifyDeps {
  destinationFor(type: DestinationType): AnyDestination | null
  keyProvider: KeyProvider
  sender: Sender
  tokens: TokenStore
  now(): Date
}

const wordsCharsMax = 2_048

/** The vendor's own test call, with the destination's settings and credentials; nothing of a person is in it. */
export async function verifyDestination(
  { destination, snapshot }: { destination: DestinationConfig; snapshot: Snapshot },
  deps: VerifyDeps,
): Promise<VendorWord> {
  const outfit = outfitFor(destination, snapshot, deps)
  if ('pause' in outfit) throw new UserError(outfit.pause, `${destination.slug} cannot send: ${outfit.pause}`)
  const { verify, title } = outfit.definition
  if (verify === undefined) throw new UserError('no_test_call', `${title} has no test call`)
  const secrets = textsIn(outfit.credentials)
  const ctx = contextFor(outfit, { destination, snapshot, secrets, deps })
  try {
    const { accepted, words } = await verify(ctx)
    return { accepted, words: shown(words, secrets) }
  } catch (error) {
    if (!(error instanceof DeliveryError)) throw error
    return { accepted: false, words: shown(`${error.code}: ${error.message}`, secrets) }
  }
}

function contextFor(
  outfit: Outfit,
  of: { destination: DestinationConfig; snapshot: Snapshot; secrets: string[]; deps: VerifyDeps },
): DeliverContext<unknown, unknown> {
  const { destination, snapshot, secrets, deps } = of
  const { settings, credentials } = outfit
  const send: DeliverContext<unknown, unknown>['send'] = (request) => deps.sender.send(request, aboutNobody)
  const ctx = { settings, credentials, send, now: deps.now }
  const { workspaceId, version: configVersion } = snapshot
  const owner = tokenOwnerOf(outfit, { workspaceId, destinationId: destination.id, configVersion })
  if (owner === null) return ctx
  const refresh = (renewed: OAuthClient) => refreshToken(renewed, send)
  const tokens = createAccessTokens({ store: deps.tokens, refresh, now: deps.now, pause: (ms) => pause(ms) })
  return {
    ...ctx,
    async accessToken() {
      const { text } = await tokens.current(owner)
      secrets.push(text)
      return text
    },
  }
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return value === '' ? [] : [value, encodeURIComponent(value)]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : []
}

/** A vendor's text goes to a terminal: no secret in it and nothing that moves the cursor. */
function shown(words: string, secrets: readonly string[]): string {
  const longestFirst = [...secrets].sort((a, b) => b.length - a.length)
  return withoutSecrets(words, longestFirst)
    .replaceAll(/[^\P{Cc}\n\t]/gu, '')
    .slice(0, wordsCharsMax)
}
