import { GppModel } from '@iabgpp/cmpapi'

type Fields = Record<string, number | number[] | boolean>

/** Made by the IAB's own encoder: `{ usca: { SaleOptOut: 1 } }`; a TC string lies in it as section 2, which comes first. */
export function aGppString(sections: Record<string, Fields>, tcString?: string): string {
  const model = new GppModel()
  if (tcString !== undefined) model.setFieldValue('tcfeuv2', 'CmpId', 31)
  for (const [section, fields] of Object.entries(sections)) {
    for (const [field, value] of Object.entries(fields)) model.setFieldValue(section, field, value)
  }
  const [header, ...texts] = model.encode().split('~')
  return [header, ...(tcString === undefined ? texts : [tcString, ...texts.slice(1)])].join('~')
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
