/** Requests in a window: each is kept count of, and who allows more means no limit. */
export const MAX_RATE = 1_000_000;
