import { PassThrough } from 'node:stream';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { askComparison } from '../../src/cli/wizard/ask-comparison.js';
import { AskingEnded, type Choice, type Prompts } from '../../src/cli/wizard/prompts.js';
import { terminalPrompts } from '../../src/cli/wizard/terminal-prompts.js';
import type { Account } from '../../src/cli/sides.js';
import type { ListedProject } from '../../src/testrail/index.js';
import { folder, until } from '../cli/support/command.js';

const KEY = 'very-secret-key';
const ACCOUNT = { TESTRAIL_URL: 'https://rail.example', TESTRAIL_USER: 'me', TESTRAIL_API_KEY: KEY };
const PROJECTS: ListedProject[] = [
  { id: 34, name: 'Payments 2026', suite_mode: 3 },
  { id: 12, name: 'Old \u001b[31mshop', suite_mode: 1, is_completed: true },
  { id: 30, name: 'Payments 2025', suite_mode: 3 },
];

/** Answers by the beginning of the question, and keeps what was asked. */
class Scripted implements Prompts {
  readonly asked: string[] = [];
  readonly offered: string[][] = [];
  /** What an answer was refused for. */
  readonly refused: string[] = [];
  constructor(private readonly answers: Record<string, unknown[]>) {}

  async text(question: string, check: (answer: string) => string | undefined): Promise<string> {
    for (;;) {
      const answer = this.next<string>(question);
      const wrong = check(answer);
      if (wrong === undefined) return answer;
      this.refused.push(wrong);
    }
  }
  secret = async (question: string): Promise<string> => this.next(question);
  confirm = async (question: string): Promise<boolean> => this.next(question);
  async pick<T>(question: string, choices: readonly Choice<T>[]): Promise<T> {
    this.offered.push(choices.map(({ name }) => name));
    const wanted = this.next<T>(question);
    const choice = choices.find(({ value }) => value === wanted);
    if (!choice) throw new Error(`${String(wanted)} is not offered`);
    return choice.value;
  }

  private next<T>(question: string): T {
    this.asked.push(question);
    const [, answers = []] = Object.entries(this.answers).find(([begin]) => question.startsWith(begin)) ?? [];
    if (answers.length === 0) throw new Error(`no answer to ${question}`);
    return answers.shift() as T;
  }
}

const listing = (projects = PROJECTS) => {
  const accounts: Account[] = [];
  return {
    accounts,
    projects: async (account: Account): Promise<ListedProject[]> => {
      accounts.push(account);
      return projects;
    },
  };
};

const sides = (left: number, right: number) => ({ 'The left': [left], 'The right': [right] });

describe('raildiff alone on a terminal', () => {
  it('asks for what is not configured, and shows the command without the key', async () => {
    const prompts = new Scripted({
      'Where is': ['rail.example', 'https://Rail.example/index.php'],
      'Who are you': ['me@example.com'],
      'Your API key': [KEY],
      ...sides(30, 34),
    });
    const { accounts, projects } = listing();
    const asked = await askComparison(prompts, { environment: {}, projects });
    expect(prompts.refused).toEqual([expect.stringContaining('is no address')]);
    expect(accounts).toEqual([{ url: 'https://rail.example', user: 'me@example.com', apiKey: KEY }]);
    expect(asked).toEqual({
      args: ['compare', '30', '34'],
      environment: {
        TESTRAIL_URL: 'https://rail.example',
        TESTRAIL_USER: 'me@example.com',
        TESTRAIL_API_KEY: KEY,
      },
      shown: [
        'export TESTRAIL_URL=https://rail.example',
        'export TESTRAIL_USER=me@example.com',
        'export TESTRAIL_API_KEY=…',
        'raildiff compare 30 34',
      ],
    });
    expect(JSON.stringify(asked.shown) + prompts.asked.join()).not.toContain(KEY);
  });

  it('asks for nothing but the projects where all is configured', async () => {
    const prompts = new Scripted(sides(34, 12));
    const asked = await askComparison(prompts, { environment: ACCOUNT, ...listing() });
    expect(prompts.asked).toEqual(['The left project?', 'The right project?']);
    expect(asked).toEqual({
      args: ['compare', '34', '12'],
      environment: {},
      shown: ['raildiff compare 34 12'],
    });
  });

  it('asks for the key alone where only that is missing', async () => {
    const prompts = new Scripted({ 'Your API key': [KEY], ...sides(30, 34) });
    await askComparison(prompts, {
      environment: { ...ACCOUNT, TESTRAIL_API_KEY: undefined },
      ...listing(),
    });
    expect(prompts.asked).toHaveLength(3);
  });

  it('offers what is worked on first, names that are harmless, and no project twice', async () => {
    const prompts = new Scripted(sides(30, 34));
    await askComparison(prompts, { environment: ACCOUNT, ...listing() });
    expect(prompts.offered).toEqual([
      ['30  Payments 2025', '34  Payments 2026', '12  Old \\x1b[31mshop  (completed)'],
      ['34  Payments 2026', '12  Old \\x1b[31mshop  (completed)'],
    ]);
  });

  it('offers the same number on another server, which is asked with its own account', async () => {
    const prompts = new Scripted(sides(30, 30));
    const { accounts, projects } = listing();
    const other = { RAILDIFF_RIGHT_URL: 'https://new.example', RAILDIFF_RIGHT_API_KEY: 'other' };
    const { args } = await askComparison(prompts, { environment: { ...ACCOUNT, ...other }, projects });
    expect(args).toEqual(['compare', '30', '30']);
    expect(accounts.map(({ url, apiKey }) => [url, apiKey])).toEqual([
      ['https://rail.example', KEY],
      ['https://new.example', 'other'],
    ]);
  });

  it('uses the config file that lies there when that is agreed to, and only then', async () => {
    const configFile = join(folder(), 'rail diff.yaml');
    writeFileSync(configFile, `url: https://file.example\nuser: me\napiKey: ${KEY}\n`);
    const yes = new Scripted({ Use: [true], ...sides(30, 34) });
    const { accounts, projects } = listing();
    const asked = await askComparison(yes, { environment: {}, configFile, projects });
    expect(accounts[0]!.url).toBe('https://file.example');
    expect(asked.args).toEqual(['compare', '30', '34', '--config', configFile]);
    expect(asked.shown).toEqual([`raildiff compare 30 34 --config '${configFile}'`]);
    const no = new Scripted({ Use: [false], ...sides(30, 34) });
    await expect(
      askComparison(no, { environment: ACCOUNT, configFile, ...listing() }),
    ).resolves.toMatchObject({ args: ['compare', '30', '34'] });
  });

  it('says so where there is nothing to compare with', async () => {
    const one = askComparison(new Scripted(sides(34, 0)), {
      environment: ACCOUNT,
      ...listing([PROJECTS[0]!]),
    });
    await expect(one).rejects.toThrow('https://rail.example shows no project for the right side');
  });
});

describe('the questions on a terminal', () => {
  /** Streams in place of a terminal, and what was drawn. */
  async function terminal() {
    const input = new PassThrough();
    const output = new PassThrough();
    let drawn = '';
    output.on('data', (data: Buffer) => (drawn += data.toString()));
    return { input, drawn: () => drawn, prompts: await terminalPrompts({ input, output }) };
  }

  it('take an answer that will do, and say why another does not', async () => {
    const { input, drawn, prompts } = await terminal();
    const answer = prompts.text('Where?', (text) => (text === 'there' ? undefined : 'It is not there.'));
    await until(() => drawn().includes('Where?'));
    input.write('here\n');
    await until(() => drawn().includes('It is not there.'));
    for (let n = 0; n < 4; n++) input.write('\u007f');
    input.write('there\n');
    await expect(answer).resolves.toBe('there');
  });

  it('do not show a secret', async () => {
    const { input, drawn, prompts } = await terminal();
    const answer = prompts.secret('Key?');
    await until(() => drawn().includes('Key?'));
    input.write(`${KEY}\n`);
    await expect(answer).resolves.toBe(KEY);
    expect(drawn()).not.toContain(KEY);
    expect(drawn()).toContain('***');
  });

  it('find a choice by a part of its name', async () => {
    const { input, drawn, prompts } = await terminal();
    const answer = prompts.pick('Which?', [
      { name: '30  Payments 2025', value: 30 },
      { name: '34  Payments 2026', value: 34 },
    ]);
    await until(() => drawn().includes('❯ 30'));
    input.write('PAY 2026');
    await until(() => drawn().includes('❯ 34'));
    input.write('\n');
    await expect(answer).resolves.toBe(34);
  });

  it('take Enter for yes', async () => {
    const { input, drawn, prompts } = await terminal();
    const answer = prompts.confirm('Use it?');
    await until(() => drawn().includes('Use it?'));
    input.write('\n');
    await expect(answer).resolves.toBe(true);
  });

  it('end without a word at Ctrl-C', async () => {
    const { input, drawn, prompts } = await terminal();
    const answer = prompts.text('Where?', () => undefined);
    const ended = expect(answer).rejects.toBeInstanceOf(AskingEnded);
    await until(() => drawn().includes('Where?'));
    input.write('\u0003');
    await ended;
  });
});
