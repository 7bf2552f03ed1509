import { memoByText } from '../memo.ts'
import { machineText } from './clean-text.ts'

/** What a key says of a person. `dropped` = personal, but no vendor wants it: removed and forgotten. */
export type PersonField =
  | 'email'
  | 'maybeEmail'
  | 'phone'
  | 'maybePhone'
  | 'firstName'
  | 'lastName'
  | 'fullName'
  | 'street'
  | 'address'
  | 'houseNumber'
  | 'city'
  | 'state'
  | 'stateCode'
  | 'postcode'
  | 'country'
  | 'countryCode'
  | 'birthDate'
  | 'gender'
  | 'dropped'

/** Where a key stands decides what it may mean: `name` is a person's below `customer`, a product's or page's elsewhere. */
export type Standing = 'person' | 'address' | 'name' | 'event' | 'other'

const anywhere: Partial<Record<PersonField, string>> = {
  firstName: 'firstname givenname forename fname vorname prenom',
  lastName: 'lastname surname familyname lname nachname',
  fullName: 'fullname personname',
  birthDate: 'birthday birthdate dateofbirth dob bday geburtsdatum',
  street: 'street street1 streetaddress streetaddress1 streetname addressline addressline1 address1 addr1 strasse',
  dropped: `middlename middleinitial maidenname nameprefix namesuffix phonetic street2 street3 streetaddress2 addressline2
    addressline3 address2 address3 addr2 birthyear birthmonth birthplace`,
}
const ofThePerson: Partial<Record<PersonField, string>> = {
  ...anywhere,
  email: `email emails emailaddress emailaddresses  emailsha256`,
  maybeEmail: 'emailid mail emailhash em',
  phone: `phone phones phonenumber phonenumbers telephone telephones telephonenumber phoneno telefon telefonnummer
    mobilephone mobilenumber cellphone msisdn phonesha256 phonehash`,
  maybePhone: 'mobile mobil mobileno cell tel handy whatsapp whatsappnumber ph',
  address: 'address addr',
  houseNumber: 'housenumber houseno',
  city: 'city town locality',
  postcode: 'postcode postalcode zip zipcode plz',
  state: 'state province region',
  stateCode: 'statecode provincecode regioncode',
  country: 'country countryname',
  countryCode: 'countrycode countryiso countryiso2 countrycodev2',
  gender: 'gender sex',
}
const ofPersonObjects: Partial<Record<PersonField, string>> = {
  ...ofThePerson,
  fullName: `${anywhere.fullName} name`,
}
const ofAddresses: Partial<Record<PersonField, string>> = {
  ...ofPersonObjects,
  street: `${anywhere.street} line1`,
  dropped: `${anywhere.dropped} line2 latitude longitude lat lng lon`,
}
const ofNames: Partial<Record<PersonField, string>> = {
  firstName: `${anywhere.firstName} first given`,
  lastName: `${anywhere.lastName} last family`,
  fullName: 'full display formatted name',
  dropped: `${anywhere.dropped} middle`,
}

const fieldsBy: Record<Standing, Map<string, PersonField>> = {
  other: indexed({ ...anywhere, houseNumber: 'housenumber houseno' }),
  event: indexed(ofThePerson),
  person: indexed(ofPersonObjects),
  address: indexed(ofAddresses),
  name: indexed(ofNames),
}

const whosePrefix =
  /^(?:sha256|hashed|billing|shipping|delivery|invoice|customer|buyer|payer|contact|recipient|guest|subscriber|lead|user|client|member|personal|person|home|work|business|primary|secondary|order|checkout|sender|account|your|my|new|ship|bill)(?:to)?/
/** `user_name` is a login, `order_state` no place: these words name other things behind some prefixes. */
const namePrefix =
  /^(?:billing|shipping|delivery|invoice|customer|buyer|payer|contact|recipient|guest|subscriber|lead|person)(?:to)?/
const placePrefix =
  /^(?:sha256|hashed|billing|shipping|delivery|invoice|customer|buyer|payer|contact|recipient|home|user|ship|bill)(?:to)?/
const placeFields = new Set<PersonField>(['state', 'stateCode', 'country', 'countryCode', 'city', 'address'])

/** The person's field that a key names, whatever its case and separators; null = none. */
export function personFieldOf(key: string, standing: Standing): PersonField | null {
  if (key.length > 128) return null
  const name = compactKey(key)
  return fieldFinders[standing](name)
}

const fieldFinders: Record<Standing, (name: string) => PersonField | null> = {
  other: finderFor('other'),
  event: finderFor('event'),
  person: finderFor('person'),
  address: finderFor('address'),
  name: finderFor('name'),
}

function finderFor(standing: Standing): (name: string) => PersonField | null {
  return memoByText((name) => directField(name, standing) ?? prefixedField(name, standing))
}

/** `E-Mail`, `e_mail` and `eMail` are one key. */
export const compactKey = memoByText((key) =>
  machineText(key)
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, ''),
)

function directField(name: string, standing: Standing): PersonField | null {
  const fields = fieldsBy[standing]
  return fields.get(name) ?? fields.get(name.replace(/\d$/, '')) ?? null
}

function prefixedField(name: string, standing: Standing): PersonField | null {
  const rest = name.replace(whosePrefix, '')
  if (rest === name || rest === '') return null
  if (rest === 'name') return standing !== 'other' && rest === name.replace(namePrefix, '') ? 'fullName' : null
  const field = directField(rest, standing === 'name' ? 'person' : standing)
  if (field !== null && placeFields.has(field) && rest !== name.replace(placePrefix, '')) return null
  return field
}

function indexed(names: Partial<Record<PersonField, string>>): Map<string, PersonField> {
  const fields = Object.entries(names) as [PersonField, string][]
  return new Map(
    fields.flatMap(([field, text]) =>
      text
        .split(/\s+/)
        .filter(Boolean)
        .map((name) => [name, field]),
    ),
  )
}
