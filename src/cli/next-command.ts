import type { SummaryEvent } from '../compare/index.js';
import { count } from '../report/numbers.js';
import { EXIT_PARTIAL } from './exit-code.js';
import { PLACEHOLDER } from './right-files.js';

interface Asked {
  format: string;
  output?: string;
  report: readonly { format: string; file?: string }[];
  journal?: string;
  map?: string;
  writeMap?: string;
  summaryOnly: boolean;
  updateBaseline: boolean;
}

/** How the comparison with one right side ended. */
export interface Ended {
  /** The right side, as it was typed, where there are several. */
  right?: string;
  code: number;
  summary?: Pick<SummaryEvent, 'attachments' | 'accepted'>;
  /** The file of its page, where it has one. */
  page?: string;
  /** How many of its two sides can be asked for more. A snapshot cannot. */
  live: number;
}

/** What a person opens and reads, rather than what a program does. */
const PAGE = 'html';

/** The file of the report that is opened in a browser. */
export const pageOf = ({
  format,
  output,
  report,
}: Pick<Asked, 'format' | 'output' | 'report'>): string | undefined =>
  format === PAGE ? output : report.find((request) => request.format === PAGE)?.file;

/**
 * The command that most helps after a run that ended with `code`, in a line for a person; undefined where another line
 * says what to do.
 *
 * @param pairs one, or of one against many all of them
 * @param args those of this run, as they were typed
 */
export function nextCommand(
  code: number,
  pairs: readonly Ended[],
  asked: Asked,
  args: readonly string[],
): string | undefined {
  const isDemo = args[0] === 'demo';
  if (code === 1) return afterDifferences(pairs, asked, args);
  if (code === 0) return isDemo ? WITH_YOUR_OWN : afterNone(pairs, asked, args);
  if (code === EXIT_PARTIAL) return isDemo ? WITH_YOUR_OWN : afterPartial(pairs, asked, args);
  // Interrupted.
  if (code > 128 && asked.journal !== undefined) return forWhatIsMissing(args);
  return undefined;
}

const WITH_YOUR_OWN = 'next, with a TestRail of your own: raildiff';

function afterDifferences(
  pairs: readonly Ended[],
  asked: Asked,
  args: readonly string[],
): string | undefined {
  const pages = pairs.flatMap(({ code, page }) => (code === 1 && page !== undefined ? [page] : []));
  if (pages.length > 0) return `next: open ${pages.map(shellWord).join(' and ')} in a browser`;
  // It stands on stdout.
  if (asked.format === PAGE) return undefined;
  const file = ofEach('raildiff', PAGE, pairs);
  // A page that lists nothing would not help.
  const listing = asked.summaryOnly ? without(args, '--summary-only') : args;
  return `next, a page to read, search and share: ${command(listing, ['--report', `${PAGE}=${file}`])}`;
}

/** Is it really the same, and what was it good for. */
function afterNone(pairs: readonly Ended[], asked: Asked, args: readonly string[]): string | undefined {
  if (asked.updateBaseline)
    return `next, to see what is news from now on: ${command(without(args, '--update-baseline'))}`;
  if (pairs.some(({ summary }) => isGone(summary)))
    return `next, to forget what was accepted and is gone: ${command(args, ['--update-baseline'])}`;
  const references = pairs.reduce((sum, { summary }) => sum + unverified(summary), 0);
  if (references > 0 && pairs.every(({ live }) => live === 2))
    return `next, whether the files behind ${count(references)} references are the same too: ${command(args, ['--verify-attachments'])}`;
  if (asked.writeMap === undefined)
    return `next, which case has become which, for links and automation: ${command(args, ['--write-map', ofEach('map', 'csv', pairs)])}`;
  // A map is of two projects.
  if (asked.map === undefined && pairs.length === 1)
    return `next, to hold on to these pairs when titles change: ${command(without(args, '--write-map', asked.writeMap), ['--map', asked.writeMap])}`;
  return afterDifferences([], asked, args);
}

/** What a run that compares otherwise does not find may still be there. */
const isGone = (summary: Ended['summary']): boolean =>
  (summary?.accepted?.gone ?? 0) > 0 && summary?.accepted?.optionsApart === undefined;

const unverified = (summary: Ended['summary']): number =>
  summary?.attachments?.verified === false ? summary.attachments.references : 0;

function afterPartial(pairs: readonly Ended[], asked: Asked, args: readonly string[]): string | undefined {
  if (asked.journal !== undefined) return forWhatIsMissing(args);
  const partial = pairs.find(({ code }) => code === EXIT_PARTIAL)!;
  // What a snapshot lacks, its own line says.
  if (partial.live === 0) return undefined;
  const alone = pairs.length === 1 ? args : withOne(args, pairs, partial);
  if (alone === undefined) return undefined;
  const which = pairs.length === 1 ? '' : `${partial.right} alone and `;
  return `next, ${which}keeping each page, so that a run after it asks only for what is missing: ${command(alone, ['--journal', 'raildiff.journal'])}`;
}

const forWhatIsMissing = (args: readonly string[]): string =>
  `next, to ask only for what is missing: ${command(args)}`;

/** The name of a file, or of one for each right side. */
const ofEach = (name: string, extension: string, { length }: readonly Ended[]): string =>
  length > 1 ? `${name}-${PLACEHOLDER}.${extension}` : `${name}.${extension}`;

/** One right side in the place of all; undefined where they do not stand together. */
function withOne(
  args: readonly string[],
  pairs: readonly Ended[],
  { right }: Ended,
): readonly string[] | undefined {
  const at = args.findIndex((_, n) => pairs.every((pair, of) => args[n + of] === pair.right));
  return at < 0 || right === undefined
    ? undefined
    : [...args.slice(0, at), right, ...args.slice(at + pairs.length)];
}

/** Without an option, and its value where it has one. */
function without(args: readonly string[], flag: string, value?: string): readonly string[] {
  const at = args.indexOf(flag);
  if (at >= 0) return args.filter((_, n) => n !== at && (value === undefined || n !== at + 1));
  return args.filter((arg) => arg !== `${flag}=${value}`);
}

/** With `more` options: after a `--` they would be arguments. */
function command(args: readonly string[], more: readonly string[] = []): string {
  const end = args.includes('--') ? args.indexOf('--') : args.length;
  return ['raildiff', ...args.slice(0, end), ...more, ...args.slice(end)].map(shellWord).join(' ');
}

/** As a shell reads it back. */
const shellWord = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
