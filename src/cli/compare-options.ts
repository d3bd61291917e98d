import { Option, type Command } from 'commander';
import { NORMALIZATIONS, USUAL_NORMALIZATIONS, type Normalization } from '../compare/normalize.js';
import { FORMATS } from '../report/formats.js';
import { OPTIONAL_EVENTS, SELECTABLE_KINDS } from '../report/selection.js';
import { CSV_STYLES } from '../report/sink.js';
import { LOG_LEVELS } from './flags.js';
import { oneFilter, oneMore, pairsOf, renamedSuite, words } from './option-words.js';
import { reportsOf } from './report-option.js';
import { durationMs, fileName, listOf, momentOf, rateOf, shareOf, wholeNumber } from './units.js';
import { withWords, type WordList } from './word-list.js';

const option = (flags: string, description: string): Option => new Option(flags, description);

/** What two cases are mostly matched by; a field of the project's own may be named too. */
const MATCHED_BY = ['title', 'suite', 'section', 'refs', 'id'];

const listed = (words: readonly string[], alone: readonly string[] = []): WordList => ({
  kind: 'list',
  words,
  alone,
});

const normalizations = (text: string): Normalization[] =>
  text.trim() === 'none' ? [] : listOf(NORMALIZATIONS)(text);

/** Options of the result and of the run as a whole. */
export function addCompareOptions(command: Command): Command {
  addOptions(command, [
    option('--format <format>', 'how the result is written').choices(FORMATS).default('text'),
    option(
      '--output <file>',
      'write to a file instead of stdout; it appears when the summary is in; {right} in its name is the right side',
    ),
    withWords(
      option(
        '--report <format=file>',
        'another format in a file of its own, as often as you like; `github-summary` alone in GitHub Actions',
      ),
      { kind: 'wordAndFile', words: FORMATS },
    )
      .argParser(reportsOf)
      .default([], 'none'),
    withWords(
      option(
        '--kinds <list>',
        `what is listed and is a reason for exit 1, out of ${SELECTABLE_KINDS.join(', ')}`,
      ),
      listed(SELECTABLE_KINDS),
    ).argParser(listOf(SELECTABLE_KINDS)),
    option('--one-way', 'ask only whether everything on the left has arrived on the right').default(false),
    option('--summary-only', 'list no difference, only count them').default(false),
    option('--every-case', 'text: list also the cases of a suite that is on one side only').default(false),
    option('--csv-style <style>', 'csv: plain, or with CRLF and a byte order mark for spreadsheet programs')
      .choices(CSV_STYLES)
      .default('plain'),
    option(
      '--omit-times',
      'leave out times and requests from what is written at the end, to compare files',
    ).default(false),
    withWords(
      option('--events <list>', `what is left out otherwise, a comma list of ${OPTIONAL_EVENTS.join(', ')}`),
      listed(OPTIONAL_EVENTS),
    )
      .argParser(listOf(OPTIONAL_EVENTS))
      .default([], 'none'),
    option(
      '--deadline <duration>',
      'the longest the whole run may take, all right sides together, such as 90s or 20m (default: none)',
    ).argParser(durationMs),
    withWords(
      option('--match-by <fields>', `what two cases are matched by: ${MATCHED_BY.join(', ')}, custom_…`),
      listed(MATCHED_BY),
    )
      .argParser(words)
      .default(['title'], 'title'),
    option(
      '--map <file>',
      'pairs settled by hand, CSV or JSON of left id and right id: they go before any key',
    ),
    withWords(
      option(
        '--normalize <list>',
        `what texts may differ in and be equal: ${NORMALIZATIONS.join(', ')}, or none`,
      ),
      listed(NORMALIZATIONS, ['none']),
    )
      .argParser(normalizations)
      .default([...USUAL_NORMALIZATIONS], USUAL_NORMALIZATIONS.join(',')),
    option(
      '--verify-attachments',
      'read each attachment that texts refer to, a request each, and compare size and hash',
    ).default(false),
    option(
      '--similarity <part>',
      'also pair left-over cases that share this part of their words, such as 0.85 (default: none)',
    ).argParser(shareOf),
    option('--write-map <file>', 'CSV of every case of the left with its partner; --map reads it back'),
    option('--fields <list>', 'compare these fields alone, by their API names (default: all)').argParser(
      words,
    ),
    option('--ignore-fields <list>', 'leave these fields out').argParser(words),
    option(
      '--field-map <left=right,…>',
      'fields that have another name on the right, such as custom_a=custom_b',
    ).argParser(pairsOf),
    option(
      '--value-map <file>',
      'CSV of field, left value, right value, by id or name: values that have another name',
    ),
    option(
      '--baseline <file>',
      'differences that were accepted before: counted apart, and no reason for exit 1',
    ),
    option('--update-baseline', 'accept all differences of this run into the file of --baseline').default(
      false,
    ),
    option('--strict', 'stop at the first lost page').default(false),
    option('--progress <what>', 'one bar a side, or also one for each large suite')
      .choices(['overall', 'suites'])
      .default('overall'),
    option('--color', 'colours, even where the output is no terminal'),
    option('--no-color', 'no colours'),
  ]);
  return addFetchOptions(command);
}

/** Options of how a server is asked. */
export function addFetchOptions(command: Command): Command {
  return addOptions(command, [
    option('--concurrency <n>', 'requests in flight, an instance').argParser(wholeNumber).default(20),
    option(
      '--rate <n[/s|/min]|none>',
      'requests in any minute, never exceeded; so many a second are evenly spaced',
    )
      .argParser(rateOf)
      .default(rateOf('180/min'), '180/min'),
    option(
      '--window <duration>',
      'what --rate, and a limit that the server states, are counted in, where that is no minute',
    )
      .argParser(durationMs)
      .default(60_000, '1m'),
    option('--share <part>', 'how much of whatever limit is in force is used; the rest is left to others')
      .argParser(shareOf)
      .default(1),
    option(
      '--burst <n>',
      'requests at once, the rest of the rate evenly spaced (default: the whole rate)',
    ).argParser(wholeNumber),
    option('--timeout <seconds>', 'the longest an attempt may take; fractions allowed')
      .argParser(durationMs)
      .default(30_000, '30'),
    option('--max-wait <duration>', 'how long to wait for a server that gives no good answer')
      .argParser(durationMs)
      .default(300_000, '5m'),
    option('--attempts <n>', 'how often a page is tried before it counts as lost')
      .argParser(wholeNumber)
      .default(3),
    option('--quiet', 'no progress on stderr').default(false),
    option(
      '--log-level <level>',
      'what is logged, to stderr without --log-file (default: debug with --log-file, else none)',
    ).choices(LOG_LEVELS),
    option('--log-file <file>', 'append the log to a file, one JSON object a line'),
    option('--config <file>', 'a YAML or JSON file with credentials and options'),
  ]);
}

/** What `compare` reads unless it is told not to, and the demo does not: its pages fit into one window without. */
export const noSections = (): Option =>
  option('--no-sections', 'without the sections, which cost a request a suite; a place is then a suite');

export const noNames = (): Option =>
  option('--no-names', 'without what ids mean, which costs seven requests a project: they stay numbers');

export const noRecheck = (): Option =>
  option(
    '--no-recheck',
    'without asking at the end what has changed meanwhile, which costs a request a suite: a case that is moved while it is read may be missed',
  );

/** Which suites are compared, and with which. */
export function addSuiteOptions(command: Command): Command {
  return addOptions(command, [
    option(
      '--suite <name>',
      'this suite alone with what it is compared with, by its name or id on either side; as often as you like',
    )
      .argParser(oneMore)
      .default([], 'all'),
    option('--left-suite <name>', 'this suite of the left side alone').argParser(oneMore).default([], 'all'),
    option('--right-suite <name>', 'the same of the right side').argParser(oneMore).default([], 'all'),
    option(
      '--suite-map <left=right>',
      'a suite that has another name on the right, or *=Master for all others, which are then its sections; as often as you like; an = of a name is written \\=',
    ).argParser(renamedSuite),
    option('--baselines', 'read the baselines of a project as well, and not its master alone').default(false),
  ]);
}

/** What is compared, and what is told of it. */
export function addScopeOptions(command: Command): Command {
  return addOptions(addSuiteOptions(command), [
    option(
      '--section <path>',
      'tell of this section and those below it alone: Login > Forms; as often as you like',
    )
      .argParser(oneMore)
      .default([], 'all'),
    option(
      '--filter <field=value>',
      'tell of cases alone that hold it, by name or as the API has it: priority_id=High,Critical, refs!=, title~login',
    )
      .argParser(oneFilter)
      .default([], 'none'),
    option(
      '--updated-since <when>',
      'tell of cases alone that were changed since: 2026-11-01, 2026-11-01T08:00Z, or 30d ago',
    ).argParser(momentOf),
    option('--left-ca <file>', 'certificates that are trusted for the left side alone, instead of --ca'),
    option('--right-ca <file>', 'the same for the right side'),
  ]);
}

/** How the servers are reached. The demo has its own. */
export function addConnectionOptions(command: Command): Command {
  return addOptions(command, [
    option('--ca <file>', 'certificates in PEM form that are trusted besides the usual ones'),
  ]);
}

/** Each option can also be set as `RAILDIFF_…` in the environment, and by its long name in the config file. */
export function addOptions(command: Command, options: readonly Option[]): Command {
  for (const each of options) {
    if (/<file>$/.test(each.flags)) each.argParser(fileName);
    const name = (each.negate ? `no_${each.attributeName()}` : each.attributeName())
      .replace(/[A-Z]/g, (letter) => `_${letter}`)
      .toUpperCase();
    // Two flags share the attribute of colours, and NO_COLOR has a convention of its own.
    if (!/^(NO_)?COLOR$/.test(name)) each.env(`RAILDIFF_${name}`);
    command.addOption(each);
  }
  return command;
}
