import { InvalidArgumentError, Option, type Command } from 'commander';
import type { Limit, SimulatorOptions, WorldOptions } from '../simulator/index.js';
import { durationMs, wholeNumber } from './units.js';

/** What `raildiff simulate` can be told of the shape of its data and the ways of its server, beside the usual. */
export interface SimulatedFlags {
  suiteMode: '1' | '2' | '3';
  leftCases?: number;
  rightCases?: number;
  leftSuites?: number;
  rightSuites?: number;
  basePath: string;
  paginatedSuites: boolean;
  limitChanges?: { afterMs: number; limit: Limit }[];
  limitSmoothing?: { requests: number; windowMs: number };
}

const DATA = 'Shape of the data:';
const SERVER = 'Ways of the server:';

const option = (group: string, flags: string, description: string): Option =>
  new Option(flags, description).helpGroup(group);

export function addSimulatedOptions(command: Command): Command {
  const options = [
    option(DATA, '--suite-mode <mode>', '1 a single suite, 2 a master with baselines, 3 several suites')
      .choices(['1', '2', '3'])
      .default('3'),
    option(DATA, '--left-cases <n>', 'cases of project 30; 34 has what is left of --cases').argParser(
      wholeNumber,
    ),
    option(DATA, '--right-cases <n>', 'cases of project 34; with both, --cases does not count').argParser(
      wholeNumber,
    ),
    option(
      DATA,
      '--left-suites <n>',
      'suites of project 30 (default: 10; 1 in suite mode 1, 2 in mode 2)',
    ).argParser(wholeNumber),
    option(
      DATA,
      '--right-suites <n>',
      'suites of project 34 (default: 21; 1 in suite mode 1, 2 in mode 2)',
    ).argParser(wholeNumber),
    option(SERVER, '--base-path <path>', 'sub-path that it stands under, such as /testrail')
      .argParser(basePathOf)
      .default('', 'none'),
    option(SERVER, '--paginated-suites', 'get_suites in pages, as from TestRail 9.3.1 on').default(false),
    option(
      SERVER,
      '--limit-changes <list>',
      'the limit moves: 30s=20,90s=none is 20 from 30 s after the first request on, then none',
    ).argParser(limitChangesOf),
    option(
      SERVER,
      '--limit-smoothing <n>/<duration>',
      'no more than so many in any of these short windows, such as 5/1s',
    ).argParser(smoothingOf),
  ];
  for (const one of options) command.addOption(one);
  return command;
}

/** The numbers of a world; `cases` are those of both sides together, where neither says otherwise. */
export const simulatedWorld = (flags: SimulatedFlags, cases: number): WorldOptions => ({
  cases,
  suiteMode: Number(flags.suiteMode) as 1 | 2 | 3,
  leftCases: flags.leftCases,
  rightCases: flags.rightCases,
  leftSuites: flags.leftSuites,
  rightSuites: flags.rightSuites,
});

export const simulatedServer = ({
  basePath,
  paginatedSuites,
  limitChanges,
  limitSmoothing,
}: SimulatedFlags): SimulatorOptions => ({ basePath, paginatedSuites, limitChanges, limitSmoothing });

/** A number of requests in any window, or none at all. */
export const limitOf = (text: string): Limit => (text.trim() === 'none' ? 'none' : wholeNumber(text));

function basePathOf(text: string): string {
  if (!/^\/?([\w.~-]+\/?)*$/.test(text)) throw new InvalidArgumentError('It is a path such as /testrail.');
  return text;
}

function limitChangesOf(text: string): SimulatedFlags['limitChanges'] {
  return text.split(',').map((change) => {
    const [after, limit, ...rest] = change.split('=');
    if (after === undefined || limit === undefined || rest.length > 0)
      throw new InvalidArgumentError('It is a list such as 30s=20,90s=none: from when on, and the limit.');
    return { afterMs: durationMs(after), limit: limitOf(limit) };
  });
}

function smoothingOf(text: string): SimulatedFlags['limitSmoothing'] {
  const [requests, window, ...rest] = text.split('/');
  if (requests === undefined || window === undefined || rest.length > 0)
    throw new InvalidArgumentError('It is a number of requests and a duration, such as 5/1s.');
  return { requests: wholeNumber(requests), windowMs: durationMs(window) };
}
