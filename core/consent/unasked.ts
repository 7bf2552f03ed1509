import type { LedgerChoice, Signals } from '../signals.ts'

/**
 * Whether nobody has asked the person anything yet, as far as anybody told. Whoever said anything of any purpose was
 * asked, and so was whoever closed a banner: silence on the rest is their answer then. What a platform presets before
 * the question is a default and not "unset" either. So only silence itself is left.
 */
export function isUnasked({
  signals,
  choices,
}: {
  signals: readonly Signals[]
  choices: readonly LedgerChoice[]
}): boolean {
  return choices.length === 0 && signals.every(isSilent)
}

/** Empty objects are no signal (case 2), and Shopify's null is "not expressed" (case 21). */
function isSilent({ categories = {}, rudderstack, shopify, ...rest }: Signals): boolean {
  if (Object.keys(rest).length > 0 || categories === 'invalid' || Object.keys(categories).length > 0) return false
  return isSilentRudderstack(rudderstack) && isSilentShopify(shopify)
}

function isSilentRudderstack(consent: Signals['rudderstack']): boolean {
  return consent === undefined || (consent !== 'invalid' && consent.allowed.length + consent.denied.length === 0)
}

function isSilentShopify(consent: Signals['shopify']): boolean {
  if (consent === undefined) return true
  if (consent === 'invalid' || Object.keys(consent.allowed).length > 0) return false
  return Object.values(consent.choice).every((value) => value === 'unset')
}
