import { GppModel } from '@iabgpp/cmpapi'

type Fields = Record<string, number | number[] | boolean>

/** Made by the IAB's own encoder: `{ usca: { SaleOptOut: 1 } }`. */
export function aGppString(sections: Record<string, Fields>): string {
  const model = new GppModel()
  for (const [section, fields] of Object.entries(sections)) {
    for (const [field, value] of Object.entries(fields)) model.setFieldValue(section, field, value)
  }
  return model.encode()
}

/** Every opt-out answered with "did not opt out", every consent with "consents". */
export const nothingRefused = {
  SaleOptOut: 2,
  SharingOptOut: 2,
  TargetedAdvertisingOptOut: 2,
  SensitiveDataProcessing: [2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2],
  KnownChildSensitiveDataConsents: [2, 2, 2],
  PersonalDataConsents: 2,
}
