import { type Catalogue, catalogueOf } from '../control/catalogue.ts'
import { definedTypes, destinationFor } from '../destinations/registry.ts'

/** Every destination type this version can send to. */
export function registryCatalogue(): Catalogue {
  return catalogueOf(definedTypes.map(destinationFor).filter((destination) => destination !== null))
}
