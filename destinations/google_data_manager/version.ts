/** No end is announced for v1 as far as seen. */
export const version = { api: 'v1', endOfLife: null } as const
