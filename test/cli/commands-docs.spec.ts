import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { accountOf, raildiff, simulate } from './support/command.js';

const page = readFileSync(join(process.cwd(), 'docs', 'commands.md'), 'utf8');

/** A command, its settings before it, and what it prints; `…` at the end stands for the rest. */
const examples = [...page.matchAll(/```console\n\$ ((?:\w+=\S+ )*)raildiff (.*)\n([^]*?)```/g)].map(
  ([, settings, args, shown]) => ({
    args: args!.split(' '),
    env: Object.fromEntries(
      settings!
        .trim()
        .split(' ')
        .filter((each) => each !== '')
        .map((each) => each.split('=') as [string, string]),
    ),
    shown: shown!,
  }),
);

describe('docs/commands.md', () => {
  it('has examples of each command that prints a result', () => {
    expect(new Set(examples.map(({ args }) => args[0]))).toEqual(
      new Set(['projects', 'suites', 'plan', 'doctor', 'help']),
    );
  });

  it.each(examples.map((example) => [example.args.join(' '), example] as const))(
    'raildiff %s prints what stands there',
    async (_, { args, env, shown }) => {
      const simulator = await simulate();
      const { stdout } = await raildiff(args, { ...accountOf(simulator), ...env });
      const printed = stdout.replaceAll(simulator.url, 'http://127.0.0.1:8080');
      if (shown.endsWith('…\n')) expect(printed.slice(0, shown.length - 2)).toBe(shown.slice(0, -2));
      else expect(printed).toBe(shown);
    },
  );
});
