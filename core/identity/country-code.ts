import { getCountries } from 'libphonenumber-js/max'
import { machineText } from './clean-text.ts'

/** Names shops send that differ from the English standard names; S misses several of them. */
const otherNames: Record<string, string> = {
  uk: 'GB',
  greatbritain: 'GB',
  england: 'GB',
  scotland: 'GB',
  wales: 'GB',
  northernireland: 'GB',
  unitedkingdomofgreatbritainandnorthernireland: 'GB',
  usa: 'US',
  unitedstatesofamerica: 'US',
  southkorea: 'KR',
  republicofkorea: 'KR',
  korearepublicof: 'KR',
  northkorea: 'KP',
  russianfederation: 'RU',
  turkey: 'TR',
  turkiye: 'TR',
  czechrepublic: 'CZ',
  czechia: 'CZ',
  holland: 'NL',
  thenetherlands: 'NL',
  vietnam: 'VN',
  unitedarabemirates: 'AE',
  hongkong: 'HK',
  macau: 'MO',
  macao: 'MO',
  taiwan: 'TW',
  ivorycoast: 'CI',
  swaziland: 'SZ',
  macedonia: 'MK',
  capeverde: 'CV',
  burma: 'MM',
  bosniaandherzegovina: 'BA',
  trinidadandtobago: 'TT',
  deutschland: 'DE',
  allemagne: 'DE',
  osterreich: 'AT',
  schweiz: 'CH',
  suisse: 'CH',
  svizzera: 'CH',
  espana: 'ES',
  italia: 'IT',
  nederland: 'NL',
  belgie: 'BE',
  belgique: 'BE',
  polska: 'PL',
  danmark: 'DK',
  sverige: 'SE',
  norge: 'NO',
  suomi: 'FI',
  brasil: 'BR',
  mexico: 'MX',
  deu: 'DE',
  aut: 'AT',
  che: 'CH',
  fra: 'FR',
  gbr: 'GB',
  ita: 'IT',
  esp: 'ES',
  nld: 'NL',
  bel: 'BE',
  pol: 'PL',
  can: 'CA',
  aus: 'AU',
}

const codes = new Set<string>(getCountries())
let englishNames: Map<string, string> | null = null

/** ISO 3166-1 alpha-2, upper case, from a code or a name; null = not recognised. */
export function countryCodeFor(raw: string): string | null {
  const text = machineText(raw)
  const upper = text.toUpperCase()
  if (codes.has(upper)) return upper
  const name = folded(text)
  if (Object.hasOwn(otherNames, name)) return otherNames[name] ?? null
  englishNames ??= readEnglishNames()
  return englishNames.get(name) ?? null
}

function readEnglishNames(): Map<string, string> {
  const names = new Intl.DisplayNames(['en'], { type: 'region' })
  return new Map([...codes].map((code) => [folded(names.of(code) ?? code), code]))
}

/** Without case, accents, spaces and punctuation. */
function folded(text: string): string {
  return text
    .normalize('NFD')
    .replace(/[^\p{L}]/gu, '')
    .toLowerCase()
}
