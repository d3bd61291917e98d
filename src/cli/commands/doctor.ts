import { Command } from 'commander';
import { addDirectoryOptions } from '../directory-options.js';

export const doctorCommand = (ended: (code: number) => void): Command =>
  addDirectoryOptions(new Command('doctor'))
    .description('check address, credentials and rights, and say what to mend')
    .argument(
      '[left]',
      'a project that is to be compared, by id or address; else the first that is not completed',
    )
    .argument('[right]', 'the other one')
    .addHelpText(
      'after',
      '\nExit codes: 0 all is good, 1 something is missing, 2 a server cannot be reached.\n',
    )
    .action(async (left: string | undefined, right: string | undefined, _flags: unknown, self: Command) => {
      const { doctor } = await import('../doctor-command.js');
      ended(await doctor(left, right, self));
    });
