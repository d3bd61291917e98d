import { Command, Option } from 'commander';
import { addSuiteOptions } from '../compare-options.js';
import { addDirectoryOptions } from '../directory-options.js';
import { fileName, wholeNumber } from '../units.js';

export const planCommand = (ended: (code: number) => void): Command =>
  addSuiteOptions(addDirectoryOptions(new Command('plan')))
    .description('tell how many requests and minutes a comparison will take')
    .argument('<left>', 'as for `compare`')
    .argument('<right>', 'likewise')
    .addOption(
      new Option(
        '--journal <file>',
        'a journal or snapshot of an earlier run, whose pages are counted; may be repeated',
      )
        .argParser((file: string, before: string[]) => [...before, fileName(file)])
        .default([], 'none'),
    )
    .option('--probe', 'read the first page of each suite, which tells whether there are more', false)
    .option('--no-sections', 'for a comparison that reads no sections')
    .option('--no-names', 'for one that reads no names of ids')
    .option('--no-recheck', 'for one that does not ask at the end what has changed meanwhile')
    .addOption(
      new Option('--cases-per-suite <n>', 'how many cases a suite holds of which nothing is known')
        .argParser(wholeNumber)
        .default(1_000),
    )
    .action(async (left: string, right: string, _flags: unknown, self: Command) => {
      const { plan } = await import('../plan-command.js');
      ended(await plan(left, right, self));
    });
