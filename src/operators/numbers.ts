/** A number of milliseconds that is not negative; Infinity is one, NaN is none. */
export const isDuration = (value: unknown): value is number => typeof value === 'number' && value >= 0;
