import { createPalette, sanitize } from '../../report/index.js';
import type { Check, Examined } from './check.js';

/** What was found, a line each, and under it what to do. */
export function doctorText(servers: readonly Examined[], colors: boolean): string {
  const palette = createPalette(colors);
  const signs: Record<Check['level'], string> = {
    good: palette.good('ok     '),
    note: palette.bold('note   '),
    missing: palette.bad('missing'),
    unreachable: palette.bad('fails  '),
  };
  const lines = servers.flatMap(({ url, user, checks }) => [
    palette.bold(sanitize(`${url} as ${user}`)),
    ...checks.flatMap(({ what, level, found, mend }) => [
      `  ${signs[level]}  ${sanitize(`${what}: ${found}`)}`,
      ...(mend === undefined ? [] : [`           → ${sanitize(mend)}`]),
    ]),
    '',
  ]);
  return `${[...lines, verdict(servers)].join('\n')}\n`;
}

function verdict(servers: readonly Examined[]): string {
  const checks = servers.flatMap((server) => server.checks);
  const missing = checks.filter(({ level }) => level === 'missing').length;
  if (checks.some(({ level }) => level === 'unreachable')) return 'A server cannot be reached.';
  if (missing > 0) return `${missing} of ${checks.length} checks found something missing.`;
  return `All is good: ${checks.length} checks.`;
}
