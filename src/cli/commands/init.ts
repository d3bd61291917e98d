import { Command } from 'commander';

/** @param comparing the command whose options the file can hold */
export const initCommand = (comparing: Command, ended: (code: number) => void): Command =>
  new Command('init')
    .description('write a commented config file')
    .argument('[file]', 'where to', 'raildiff.yaml')
    .option('--force', 'replace a file that is there', false)
    .action(async (file: string, { force }: { force: boolean }) => {
      const { init } = await import('../init-command.js');
      ended(init(file, comparing.options, force));
    });
