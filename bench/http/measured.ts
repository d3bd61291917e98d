/** What one client process tells of itself when it is done. */
export interface Measured {
  /** From the start of its work, without the start of the process, milliseconds. */
  ms: number;
  /** User and system time of the whole process, milliseconds. */
  cpuMs: number;
  /** Greatest resident set, MB. */
  peakMb: number;
  cases: number;
  requests: number;
  throttled: number;
  firstDifferenceMs?: number;
}

/** Where the client finds the server, by environment. */
export interface Address {
  url: string;
  user: string;
  apiKey: string;
}

export const addressFromEnvironment = (): Address => ({
  url: process.env['TESTRAIL_URL']!,
  user: process.env['TESTRAIL_USER']!,
  apiKey: process.env['TESTRAIL_API_KEY']!,
});

/** User and system time of this process so far, and its greatest resident set. */
export function usage(): Pick<Measured, 'cpuMs' | 'peakMb'> {
  const { user, system } = process.cpuUsage();
  return {
    cpuMs: Math.round((user + system) / 1000),
    peakMb: Math.round(process.resourceUsage().maxRSS / 1024),
  };
}

/** Tells the parent process what was measured, which ends this one. */
export function report(measured: Omit<Measured, 'cpuMs' | 'peakMb'>): void {
  process.send!({ ...measured, ...usage() }, () => process.exit(0));
}
