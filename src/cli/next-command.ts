import { EXIT_PARTIAL } from './exit-code.js';

interface Asked {
  format: string;
  output?: string;
  report: readonly { format: string; file?: string }[];
  journal?: string;
}

/** What a person opens and reads, rather than what a program does. */
const PAGE = 'html';

/**
 * The command that most helps after a run that ended with `code`, in a line for a person; undefined where nothing is left
 * to do.
 *
 * @param args those of this run, as they were typed
 */
export function nextCommand(code: number, asked: Asked, args: readonly string[]): string | undefined {
  if (code === EXIT_PARTIAL) {
    return asked.journal === undefined
      ? `next, keeping each page, so that a run after it asks only for what is missing: ${command(args, ['--journal', 'raildiff.journal'])}`
      : `next, to ask only for what is missing: ${command(args)}`;
  }
  if (code !== 1) return undefined;
  const page = pageOf(asked);
  return page === undefined
    ? `next, a page to read, search and share: ${command(args, ['--report', `${PAGE}=raildiff.html`])}`
    : `next: open ${shellWord(page)} in a browser`;
}

/** The file of the report that is opened in a browser. */
const pageOf = ({ format, output, report }: Asked): string | undefined =>
  format === PAGE ? output : report.find((request) => request.format === PAGE)?.file;

/** With `more` options: after a `--` they would be arguments. */
function command(args: readonly string[], more: readonly string[] = []): string {
  const end = args.includes('--') ? args.indexOf('--') : args.length;
  return ['raildiff', ...args.slice(0, end), ...more, ...args.slice(end)].map(shellWord).join(' ');
}

/** As a shell reads it back. */
const shellWord = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
