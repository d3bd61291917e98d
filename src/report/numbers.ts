const grouped = new Intl.NumberFormat('en-US');

/** 36000 → "36,000". */
export const count = (n: number): string => grouped.format(n);

/** (2, "page") → "2 pages"; (1, "page") → "1 page". */
export const counted = (n: number, noun: string): string => `${count(n)} ${noun}${n === 1 ? '' : 's'}`;

/** Milliseconds as a person says them, whole seconds: "41 s", "2 min 5 s". What is left never reads as "0 s". */
export const waitTime = (ms: number): string => {
  const seconds = Math.max(1, Math.ceil(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  const rest = seconds % 60;
  return `${count(Math.floor(seconds / 60))} min${rest === 0 ? '' : ` ${rest} s`}`;
};

/** Milliseconds that have passed, to a tenth below a minute: "36.2 s", "2 min 5 s". */
export const elapsedTime = (ms: number): string =>
  ms < 59_950 ? `${(ms / 1000).toFixed(1)} s` : waitTime(ms);
