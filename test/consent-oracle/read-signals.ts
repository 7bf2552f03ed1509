import type { CategoryValues, Signals } from '../../core/signals.ts'
import { all, type Cell, type Circumstances, denyAll, gpcCells } from './cells.ts'
import { gppCells } from './read-gpp.ts'
import { tcfCells } from './read-tcf.ts'
import { gcd, table, words } from './table.ts'

type Purpose = Cell['purpose']
const withoutSale = all.filter((purpose) => purpose !== 'sale_or_sharing')

/** All cells of one capture. */
export function cellsIn(signals: Signals, at: Circumstances): Cell[] {
  const { categories, gpc, rudderstack, gpp, usp, shopify, onetrust, cookiebot, usercentrics, consentMode } = signals
  return [
    ...(categories === undefined ? [] : wordCells(categories, at)),
    ...(gpc === undefined ? [] : gpcCells(at)),
    ...(rudderstack === undefined ? [] : rudderstackCells(rudderstack, at)),
    ...(gpp === undefined ? [] : gppCells(gpp, at)),
    ...(usp === undefined ? [] : uspCells(usp, at)),
    ...(shopify === undefined ? [] : shopifyCells(shopify, at)),
    ...(onetrust === undefined ? [] : onetrustCells(onetrust, at)),
    ...(cookiebot === undefined ? [] : platformCells(cookiebot, table.cookiebot, at)),
    ...(usercentrics === undefined ? [] : usercentricsCells(usercentrics, at)),
    ...(consentMode === undefined ? [] : consentModeCells(consentMode, at)),
    ...tcfCells(signals, at),
  ]
}

/** A refusal of the sale is a US opt-out, whoever wrote it down; an unreadable one is not. */
function cell(purpose: Purpose, value: 'granted' | 'denied' | 'invalid'): Cell {
  if (value === 'granted') return { purpose, says: 'granted' }
  return { purpose, says: 'denied', optOut: value === 'denied' && purpose === 'sale_or_sharing' }
}

function wordCells(values: CategoryValues | 'invalid', at: Circumstances): Cell[] {
  if (values === 'invalid') return denyAll(all)
  const meaning = (name: string) => ownMeaning(name, at) ?? words[name] ?? []
  const said = Object.entries(values).flatMap(([name, value]) => meaning(name).map((purpose) => cell(purpose, value)))
  if (at.source.absentMeans === 'unset') return said
  const absent = Object.keys(at.source.categoryMap).filter((name) => !Object.hasOwn(values, name))
  const unspoken = all.filter((purpose) => !Object.keys(values).some((name) => meaning(name).includes(purpose)))
  return [...said, ...[...absent.flatMap(meaning), ...unspoken].map((purpose) => cell(purpose, 'denied'))]
}

function ownMeaning(name: string, { source }: Circumstances): readonly Purpose[] | undefined {
  return Object.hasOwn(source.categoryMap, name) ? source.categoryMap[name] : undefined
}

/** Case 7: denied wins. */
function rudderstackCells(lists: NonNullable<Signals['rudderstack']>, at: Circumstances): Cell[] {
  if (lists === 'invalid') return denyAll(all)
  const values: CategoryValues = {}
  for (const id of lists.allowed) values[id] = 'granted'
  for (const id of lists.denied) values[id] = 'denied'
  return wordCells(values, at)
}

function uspCells(usp: string, { country, optIn }: Circumstances): Cell[] {
  if (usp === '1---') return []
  const isWellFormed = /^1[YN-][YN-][YN-]$/.test(usp)
  if (isWellFormed && usp[2] === 'Y') return [{ purpose: 'sale_or_sharing', says: 'denied', optOut: true }]
  if (isWellFormed && usp[2] === 'N') {
    return country === 'US' && !optIn ? [{ purpose: 'sale_or_sharing', says: 'granted' }] : []
  }
  return denyAll(['sale_or_sharing'])
}

function shopifyCells(shopify: NonNullable<Signals['shopify']>, at: Circumstances): Cell[] {
  if (shopify === 'invalid') return denyAll(all)
  const isStrict = at.source.absentMeans === 'denied' && Object.keys(shopify.choice).length > 0
  return all.flatMap((purpose) => {
    const field = table.shopify[purpose]
    const choice = shopify.choice[field] ?? (isStrict ? 'denied' : 'unset')
    const allowed = shopify.allowed[field]
    return [
      ...(choice === 'unset' ? [] : [cell(purpose, choice)]),
      ...(allowed === 'denied' || allowed === 'invalid' ? [cell(purpose, allowed)] : []),
    ]
  })
}

/** What a platform holds before the person was asked is no choice (case 20). */
function counts({ says }: Cell, chosen: boolean | null, { optIn }: Circumstances): boolean {
  if (chosen === true) return true
  return says === 'denied' && (chosen === null || !optIn)
}

type Platform = Exclude<NonNullable<Signals['cookiebot']>, 'invalid'>
type PlatformRow = Partial<Record<Purpose, string>>

function platformCells(consent: Platform | 'invalid', row: PlatformRow, at: Circumstances): Cell[] {
  if (consent === 'invalid') return denyAll(withoutSale)
  const values: CategoryValues = { ...consent.categories }
  const names = [...new Set(Object.values(row))]
  const said = Object.entries(values).flatMap(([name, value]) => platformCell({ name, value, row, at }))
  const missing = at.source.absentMeans === 'denied' ? names.filter((name) => !Object.hasOwn(values, name)) : []
  const absent = missing.flatMap((name) => platformCell({ name, value: 'denied', row, at }))
  return [...said, ...absent]
    .filter(({ isInvalid, ...one }) => isInvalid || counts(one, consent.chosen, at))
    .map(({ isInvalid: _isInvalid, ...one }) => ({ ...one, chosenAt: consent.chosenAt }))
}

function platformCell(input: {
  name: string
  value: 'granted' | 'denied' | 'invalid'
  row: PlatformRow
  at: Circumstances
}) {
  const { name, value, row, at } = input
  const purposes = ownMeaning(name, at) ?? withoutSale.filter((purpose) => row[purpose] === name)
  return purposes.map((purpose) => ({ ...cell(purpose, value), isInvalid: value === 'invalid' }))
}

/** ADR 0020: its `functional`, refused, reaches further than granted. */
function usercentricsCells(consent: NonNullable<Signals['usercentrics']>, at: Circumstances): Cell[] {
  if (consent === 'invalid') return denyAll(withoutSale)
  const cells = platformCells(consent, table.usercentrics, at)
  const refusals = [consent.categories.functional, at.source.absentMeans === 'denied' ? 'denied' : 'granted']
  const value = Object.hasOwn(consent.categories, 'functional') ? refusals[0] : refusals[1]
  if (ownMeaning('functional', at) !== undefined || value === 'granted') return cells
  const further = denyAll(['personalization', 'analytics'])
  const kept = further.filter((one) => value === 'invalid' || counts(one, consent.chosen, at))
  return [...cells, ...kept.map((one) => ({ ...one, chosenAt: consent.chosenAt }))]
}

/** The list names the active groups: what is not in it was refused. */
function onetrustCells(consent: NonNullable<Signals['onetrust']>, at: Circumstances): Cell[] {
  if (consent === 'invalid') return denyAll(withoutSale)
  const values: CategoryValues = {}
  for (const item of consent.groups.split(',').filter((one) => one.trim() !== '')) {
    const [id = '', mark] = item.trim().split(':')
    values[id] = mark === '0' || values[id] === 'denied' ? 'denied' : 'granted'
  }
  const mapped = Object.keys(at.source.categoryMap).filter((id) => words[id] === undefined)
  const covered = mapped.flatMap((id) => at.source.categoryMap[id] ?? [])
  const row = table.onetrust
  const own = [...new Set(Object.values(row))]
  const said = Object.entries(values).flatMap(([name, value]) => platformCell({ name, value, row, at }))
  const missing = (ids: string[]) =>
    ids.filter((id) => !Object.hasOwn(values, id)).flatMap((name) => platformCell({ name, value: 'denied', row, at }))
  const absent = [...missing(mapped), ...missing(own).filter(({ purpose }) => !covered.includes(purpose))]
  return [...said, ...absent]
    .filter((one) => counts(one, consent.chosen, at))
    .map(({ isInvalid: _isInvalid, ...one }) => ({ ...one, chosenAt: consent.chosenAt }))
}

type Mode = NonNullable<Signals['consentMode']>
type ModeValue = 'granted' | 'default' | 'denied' | 'invalid' | 'unset'

/** The three forms tell of one state: of each type the lowest. */
function consentModeCells(mode: Mode, at: Circumstances): Cell[] {
  const order = ['ad_storage', 'analytics_storage', 'ad_user_data', 'ad_personalization']
  const states: Record<string, ModeValue>[] = []
  const { fields, gcs, gcd: text } = mode
  if (fields === 'invalid') return denyAll(withoutSale)
  states.push((fields ?? {}) as Record<string, ModeValue>)
  if (gcs !== undefined) {
    if (!/^G1[01-][01-]$/.test(gcs)) return denyAll(withoutSale)
    const digits = { '1': 'granted', '0': 'denied', '-': 'unset' } as const
    states.push(
      byOrder(
        order,
        [...gcs.slice(2)].map((digit) => digits[digit as '1']),
      ),
    )
  }
  if (text !== undefined) {
    if (!/^1\d([lpqrtuvmn]\d){4}([a-z]\d){0,4}$/.test(text)) return denyAll(withoutSale)
    states.push(
      byOrder(
        order,
        [2, 4, 6, 8].map((place) => gcd[text[place] ?? ''] ?? 'unset'),
      ),
    )
  }
  return withoutSale.flatMap((purpose) => {
    const says = modeSays(table.consentMode[purpose as 'analytics'].split(' & '), states, at)
    return says === null ? [] : [{ purpose, says }]
  })
}

function byOrder(names: string[], values: ModeValue[]): Record<string, ModeValue> {
  return Object.fromEntries(values.map((value, index) => [names[index], value]))
}

function modeSays(types: string[], states: Record<string, ModeValue>[], { optIn }: Circumstances): Cell['says'] | null {
  const lowest = types.map((type) => {
    const held = states.map((state) => state[type] ?? 'unset').filter((value) => value !== 'unset')
    return (['invalid', 'denied', 'default', 'granted'] as const).find((value) => held.includes(value)) ?? 'unset'
  })
  if (lowest.includes('invalid') || lowest.includes('denied')) return 'denied'
  if (lowest.includes('unset')) return null
  return lowest.includes('default') && optIn ? null : 'granted'
}
