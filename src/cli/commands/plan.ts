import { Command, Option } from 'commander';
import { addDirectoryOptions, applyDirectoryConfig } from '../directory-options.js';
import { openDirectory, type Directory } from '../open-directory.js';
import { KeptPages } from '../plan/known-pages.js';
import { planOf, type Plan, type PlanFlags } from '../plan/plan-of.js';
import { planText } from '../plan/plan-text.js';
import { plannedSides } from '../plan/planned-sides.js';
import { fetchFiles, read, refuseCollisions } from '../run-files.js';
import { resolveSides, type LiveSide } from '../sides.js';
import { jsonDocument } from '../table.js';
import { fileName, wholeNumber } from '../units.js';

/** `raildiff plan <left> <right>`: how many requests and minutes a comparison will take, before any page is read. */
export const planCommand = (ended: (code: number) => void): Command =>
  addDirectoryOptions(new Command('plan'))
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
    .addOption(
      new Option('--cases-per-suite <n>', 'how many cases a suite holds of which nothing is known')
        .argParser(wholeNumber)
        .default(1_000),
    )
    .action(async (left: string, right: string, _flags: unknown, self: Command) => {
      const config = await applyDirectoryConfig(self);
      const flags = self.opts<PlanFlags>();
      refuseCollisions([...fetchFiles(flags), ...flags.journal.map((file) => read('--journal', file))]);
      const plan = await made(resolveSides({ left, right }, process.env, config), flags);
      process.stdout.write(
        flags.format === 'json' ? jsonDocument(plan) : planText(plan, process.stdout.isTTY === true),
      );
      ended(0);
    });

async function made(targets: ReturnType<typeof resolveSides>, flags: PlanFlags): Promise<Plan> {
  const directories = new Map<string, Promise<Directory>>();
  const directoryOf = ({ account }: LiveSide): Promise<Directory> => {
    const directory = directories.get(account.url) ?? openDirectory(account, flags);
    directories.set(account.url, directory);
    return directory;
  };
  const kept = new KeptPages(flags.journal);
  try {
    const planned = await plannedSides(targets, directoryOf, { kept, probe: flags.probe });
    return planOf(planned, flags, await statedBy(directories));
  } finally {
    kept.close();
    for (const directory of directories.values()) await (await directory).close();
  }
}

/** What a 429 stated while the plan was made, by server. */
async function statedBy(directories: ReadonlyMap<string, Promise<Directory>>): Promise<Map<string, number>> {
  const stated = new Map<string, number>();
  for (const [url, directory] of directories) {
    const limit = (await directory).heard.statedLimit;
    if (limit !== undefined) stated.set(url, limit);
  }
  return stated;
}
