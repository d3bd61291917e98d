import { Command, InvalidArgumentError, Option } from 'commander';
import { VERSION } from '../version.js';
import { completionCommand } from './commands/completion.js';
import { doctorCommand } from './commands/doctor.js';
import { initCommand } from './commands/init.js';
import { planCommand } from './commands/plan.js';
import { projectsCommand } from './commands/projects.js';
import { suitesCommand } from './commands/suites.js';
import {
  addCompareOptions,
  addConnectionOptions,
  addFetchOptions,
  addOptions,
  addScopeOptions,
  noNames,
  noRecheck,
  noSections,
} from './compare-options.js';
import { COMPARE_MANUAL } from './help/compare-manual.js';
import { describeAs } from './help/manual.js';
import { applySwitches } from './switches.js';
import { durationMs, fileName, milliseconds, wholeNumber } from './units.js';
import type { RetryAfterStyle } from '../simulator/index.js';
import type { SimulateFlags } from './simulate-command.js';
import { addSimulatedOptions, limitOf } from './simulate-options.js';

/**
 * The command line. What a command does is loaded when it is asked for: a run needs neither the others nor what they need.
 *
 * @param folder where the program lies
 * @param ended told the exit code
 */
export function createProgram(folder: string, ended: (code: number) => void): Command {
  const program = new Command('raildiff')
    .description('Compare the test cases of two TestRail projects: each difference the moment it is certain.')
    .version(VERSION)
    .showSuggestionAfterError()
    .showHelpAfterError(false)
    .hook('preAction', (_program, command) => applySwitches(command, process.env));
  const comparing = compareCommand(ended);
  program.addCommand(comparing);
  program.addCommand(snapshotCommand(ended));
  program.addCommand(planCommand(ended));
  program.addCommand(projectsCommand(ended));
  program.addCommand(suitesCommand(ended));
  program.addCommand(demoCommand(folder, ended));
  program.addCommand(addSimulatedOptions(simulateCommand(ended)));
  program.addCommand(doctorCommand(ended));
  program.addCommand(initCommand(comparing, ended));
  program.addCommand(completionCommand(ended));
  return program;
}

function compareCommand(ended: (code: number) => void): Command {
  const command = addConnectionOptions(addCompareOptions(new Command('compare')))
    .description(
      'compare two projects; a side is a project id, the address of a project in your browser, or a snapshot',
    )
    .argument('<left>', 'project id on TESTRAIL_URL, a project address, or the file of a snapshot')
    .argument('<right...>', 'likewise; with several, the left is read once and compared with each');
  addOptions(command, [
    noSections(),
    noNames(),
    noRecheck(),
    new Option(
      '--journal <file>',
      'keep each page as it arrives; the same command again asks only for what is missing',
    ),
  ]);
  addScopeOptions(command);
  return describeAs(command, COMPARE_MANUAL).action(
    async (left: string, rights: string[], _flags: unknown, command: Command) => {
      const { compareAll } = await import('./compare-all.js');
      ended(await compareAll(left, rights, command));
    },
  );
}

function snapshotCommand(ended: (code: number) => void): Command {
  const command = new Command('snapshot')
    .description('read one project into a file, which can be a side of `compare`')
    .argument('<project>', 'project id on TESTRAIL_URL, or a project address')
    .requiredOption('-o, --output <file>', 'the file; one that is not complete is completed', fileName)
    .option('--refresh', 'bring it up to date with few requests a suite', false)
    .option('--no-sections', 'without the sections, which cost a request a suite')
    .option('--no-names', 'without what ids mean, which costs seven requests')
    .option(
      '--verify-attachments',
      'with size and hash of each attachment that texts refer to, a request each',
      false,
    );
  return addConnectionOptions(addFetchOptions(command)).action(
    async (project: string, _flags: unknown, self: Command) => {
      const { snapshotProject } = await import('./snapshot-command.js');
      ended(await snapshotProject(project, self));
    },
  );
}

function demoCommand(folder: string, ended: (code: number) => void): Command {
  return addCompareOptions(new Command('demo'))
    .description('compare two projects of an embedded simulator: 36,000 cases, no TestRail needed')
    .addOption(
      new Option('--cases <n>', 'cases on both sides together').argParser(wholeNumber).default(36_000),
    )
    .addOption(new Option('--seed <n>', 'another seed, other cases').argParser(wholeNumber).default(1))
    .addOption(new Option('--names', 'read what ids mean as well: eleven requests more').default(false))
    .addOption(
      new Option(
        '--sections',
        'read the sections as well: 31 requests more, which do not fit into the same minute',
      ).default(false),
    )
    .addOption(
      new Option('--page-ms <ms>', 'how long the server takes for a full page')
        .argParser(milliseconds)
        .default(600),
    )
    .action(async (_flags: unknown, command: Command) => {
      const { demo } = await import('./demo-command.js');
      ended(await demo(command, folder));
    });
}

function simulateCommand(ended: (code: number) => void): Command {
  return new Command('simulate')
    .description('serve a simulated TestRail, for testing any client of it')
    .addOption(new Option('--port <n>', 'port to listen on; 0 takes a free one').argParser(port).default(0))
    .addOption(new Option('--host <address>', 'address to listen on').default('127.0.0.1'))
    .addOption(
      new Option('--cases <n>', 'cases of projects 30 and 34 together')
        .argParser(wholeNumber)
        .default(36_000),
    )
    .addOption(new Option('--seed <n>', 'another seed, other cases').argParser(wholeNumber).default(1))
    .addOption(
      new Option('--differing <share>', 'share of the cases that differ, 0 to 1')
        .argParser(share)
        .default(0.02),
    )
    .option(
      '--copied-attachments',
      'project 34 refers to copies, under numbers of their own, and one in forty is another picture',
      false,
    )
    .addOption(new Option('--limit <n|none>', 'requests in any window').argParser(limitOf).default(180))
    .addOption(
      new Option('--window <duration>', 'the window of the limit')
        .argParser(durationMs)
        .default(60_000, '60s'),
    )
    .addOption(
      new Option('--page-ms <ms>', 'how long a full page takes').argParser(milliseconds).default(200),
    )
    .addOption(
      new Option('--workers <n>', 'requests served at once; others queue').argParser(wholeNumber).default(64),
    )
    .addOption(new Option('--user <name>', 'the user that is let in').default('demo@raildiff.example'))
    .addOption(new Option('--api-key <key>', 'and its key').default('demo-key'))
    .addOption(
      new Option('--old-server', 'bare arrays with everything, as before TestRail 6.7').default(false),
    )
    .addOption(
      new Option('--size <meaning>', 'what `size` of a page counts')
        .choices(['page', 'total'])
        .default('page'),
    )
    .addOption(
      new Option('--next <style>', 'how `next` links are written')
        .choices(['path', 'query', 'conventional', 'limit0'])
        .default('path'),
    )
    .addOption(
      new Option('--limit-taken <n>', 'requests of each window that others take (default: 0)').argParser(
        wholeNumber,
      ),
    )
    .addOption(
      new Option(
        '--retry-after <style>',
        'the header of a 429: seconds, date, none (in the body alone), silent (nowhere), or a number that is always given',
      )
        .argParser(retryAfterOf)
        .default({ retryAfterStyle: 'seconds' }, 'seconds'),
    )
    .addOption(
      new Option('--faults <file>', 'a JSON list of faults to inject, see docs/simulator.md').argParser(
        fileName,
      ),
    )
    .action(async (flags: SimulateFlags) => {
      const { simulate } = await import('./simulate-command.js');
      ended(await simulate(flags));
    });
}

const RETRY_AFTER_STYLES: readonly string[] = [
  'seconds',
  'date',
  'none',
  'silent',
] satisfies RetryAfterStyle[];

function retryAfterOf(text: string): SimulateFlags['retryAfter'] {
  if (RETRY_AFTER_STYLES.includes(text)) return { retryAfterStyle: text as RetryAfterStyle };
  if (/^\d+$/.test(text)) return { retryAfter: text };
  throw new InvalidArgumentError(`It is one of ${RETRY_AFTER_STYLES.join(', ')}, or a number of seconds.`);
}

function port(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > 65_535) throw new InvalidArgumentError('It is a port, 0 to 65535.');
  return value;
}

function share(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value <= 1))
    throw new InvalidArgumentError('It is a number from 0 to 1.');
  return value;
}
