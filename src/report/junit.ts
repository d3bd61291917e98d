import { create } from 'xmlbuilder2';

import { SIDES, type DifferenceEvent } from '../compare/events.js';
import type { ReportData } from './collector.js';
import { changesOf, idsOf, placesOf, titlesOf } from './difference-words.js';
import { fieldLines } from './field-lines.js';
import { failedPages, notes } from './notes.js';
import { counted } from './numbers.js';
import { sanitize } from './sanitize.js';
import { listedNote, selectionWords } from './selection.js';
import { KIND_NAMES } from './signs.js';
import type { SinkOptions } from './sink.js';
import { openingNotes } from './start-notes.js';
import { statusLine } from './status-line.js';
import { groupName, suiteGroups, type SuiteGroup } from './suite-groups.js';

/** What became of a test case: none of these is a case that passed. */
interface Outcome {
  as: 'failure' | 'error' | 'skipped';
  message: string;
  /** With `failure` and `error`. */
  type?: string;
  body?: string;
}

interface TestCase {
  name: string;
  classname: string;
  outcome?: Outcome;
}

interface TestSuite {
  name: string;
  cases: TestCase[];
  properties?: Record<string, string>;
  /** Goes into `system-out`. */
  told?: string;
}

const RUN = 'raildiff';

/** What a reader needs to act: where the cases are, and what differs in them. */
const body = (event: DifferenceEvent): string =>
  [
    ...SIDES.flatMap((side) => (event[side] ? [`${side}: ${sanitize(event[side].url)}`] : [])),
    ...event.fields.flatMap(fieldLines),
  ].join('\n');

/** A case that could not be judged is an error: it neither passed nor failed, and to skip it would hide it. */
function outcomeOf(event: DifferenceEvent): Outcome | undefined {
  if (event.kind === 'identical') return undefined;
  const words = [KIND_NAMES[event.kind], ...(event.likely ? [`likely ${KIND_NAMES[event.likely]}`] : [])];
  const message = [words.join(', '), changesOf(event)].filter((part) => part !== '').join(': ');
  if (event.accepted) return { as: 'skipped', message: `accepted before: ${message}` };
  const as = event.kind === 'undetermined' ? 'error' : 'failure';
  return { as, message, type: event.kind, body: body(event) };
}

const differenceCase = (event: DifferenceEvent): TestCase => ({
  name: `${titlesOf(event)} (${idsOf(event)})`,
  classname: placesOf(event),
  outcome: outcomeOf(event),
});

/** @param listed what was asked for, where that is not all */
function groupSuite(group: SuiteGroup, listed: string | undefined): TestSuite {
  const name = sanitize(groupName(group));
  const cases: TestCase[] = group.unread.map(({ side, event }) => ({
    name: `the ${side} suite was read`,
    classname: name,
    outcome: { as: 'error', type: 'incomplete', message: sanitize(event?.error ?? 'it was not read whole') },
  }));
  cases.push(...group.differences.map(differenceCase));
  if (cases.length === 0) cases.push({ name: nothingOf(listed), classname: name });
  return { name, cases };
}

/** Of what was not asked for nothing is said. */
const nothingOf = (listed: string | undefined): string =>
  listed === undefined ? 'no differences' : `no differences of those asked for (${listed})`;

/** The run itself: whether all was read, and, where nothing is listed, whether anything differs. */
function runSuite({ start, summary, failures }: ReportData, options: SinkOptions): TestSuite {
  const { summaryOnly = false } = options;
  const isWhole = summary?.status === 'complete';
  const told = summary === null ? 'the run broke off' : statusLine(summary);
  const cases: TestCase[] = [
    {
      name: 'everything was read',
      classname: RUN,
      outcome: isWhole
        ? undefined
        : {
            as: 'error',
            type: 'incomplete',
            message: told,
            body: summary ? failedPages(summary).join('\n') : '',
          },
    },
  ];
  if (summaryOnly)
    cases.push({
      name: 'no differences',
      classname: RUN,
      outcome:
        failures === 0
          ? undefined
          : { as: 'failure', type: 'differences', message: counted(failures, 'difference') },
    });
  const sides = SIDES.map((side) => {
    const { name, projectId, url } = start[side];
    return [side, sanitize(`${name} (${projectId}), ${url}`)];
  });
  return {
    name: RUN,
    cases,
    properties: Object.fromEntries(sides) as Record<string, string>,
    told: [told, ...listedNote(options), ...openingNotes(start), ...(summary ? notes(summary) : [])].join(
      '\n',
    ),
  };
}

const tallyOf = (cases: readonly TestCase[]): Record<string, number> => ({
  tests: cases.length,
  failures: cases.filter(({ outcome }) => outcome?.as === 'failure').length,
  errors: cases.filter(({ outcome }) => outcome?.as === 'error').length,
  skipped: cases.filter(({ outcome }) => outcome?.as === 'skipped').length,
});

/** What XML cannot hold in any form, such as U+FFFE; what a terminal would act on has been made visible before. */
const visible = (char: string): string => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;

/**
 * *JUnit XML, as CI servers read it:* a test suite for each pair of suites, in it a test case for each difference, which
 * fails, and one that passes where there is none; a suite `raildiff` says whether everything was read.
 *
 * What is undetermined or was not read is an error, what was accepted is skipped. No times stand in it.
 */
export function junitDocument(data: ReportData, options: SinkOptions): string {
  const listed = selectionWords(options);
  const groups = options.summaryOnly ? [] : suiteGroups(data).map((group) => groupSuite(group, listed));
  const suites = [runSuite(data, options), ...groups];
  const document = create({ version: '1.0', encoding: 'UTF-8', invalidCharReplacement: visible });
  const root = document.ele('testsuites', { name: RUN, ...tallyOf(suites.flatMap(({ cases }) => cases)) });
  for (const { name, cases, properties, told } of suites) {
    const suite = root.ele('testsuite', { name, ...tallyOf(cases) });
    if (properties) {
      const list = suite.ele('properties');
      for (const [key, value] of Object.entries(properties)) list.ele('property', { name: key, value });
    }
    for (const { outcome, ...attributes } of cases) {
      const element = suite.ele('testcase', { ...attributes });
      if (!outcome) continue;
      const { as, body: text = '', ...rest } = outcome;
      element.ele(as, rest).txt(text);
    }
    if (told) suite.ele('system-out').txt(told);
  }
  return `${document.end({ prettyPrint: true })}\n`;
}
