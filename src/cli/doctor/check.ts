/** One thing that was looked at. */
export interface Check {
  what: string;
  /** `note`: it works, and is worth knowing. `missing`: it takes something away. `unreachable`: nothing works. */
  level: 'good' | 'note' | 'missing' | 'unreachable';
  found: string;
  /** What to do about it, one sentence. */
  mend?: string;
}

export const good = (what: string, found: string): Check => ({ what, level: 'good', found });

/** What was found of one server. */
export interface Examined {
  url: string;
  user: string;
  checks: Check[];
}

/** 0 all is good, 1 something is missing, 2 a server cannot be reached. */
export function exitCodeOfExamined(servers: readonly Examined[]): number {
  const levels = new Set(servers.flatMap(({ checks }) => checks.map(({ level }) => level)));
  if (levels.has('unreachable')) return 2;
  return levels.has('missing') ? 1 : 0;
}
