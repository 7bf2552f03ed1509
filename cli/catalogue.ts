import { type Catalogue, catalogueOf } from '../control/catalogue.ts'
import { destinations } from '../destinations/registry.ts'

/** Every destination type this version can send to. */
export function registryCatalogue(): Catalogue {
  return catalogueOf(destinations)
}
