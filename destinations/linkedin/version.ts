/**
 * LinkedIn keeps a version for at least a year and ends it in the middle of the month (202511 on 16 November 2026);
 * afterwards every request is answered 426. The day of this one is not announced: the earliest is taken.
 */
export const version = { api: '202604', endOfLife: '2027-04-15' } as const
