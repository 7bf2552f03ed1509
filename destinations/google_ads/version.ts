/**
 * Google retires a version about a year after it came out (reference 3, "Version"); the day v26 ends is not published as
 * far as seen.
 */
export const version = { api: 'v26', endOfLife: null } as const
