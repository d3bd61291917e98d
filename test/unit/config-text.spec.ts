import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { applyConfig } from '../../src/cli/apply-config.js';
import { configText } from '../../src/cli/config-text.js';
import { readConfig } from '../../src/cli/config.js';
import { createProgram } from '../../src/cli/program.js';
import { folder } from '../cli/support/command.js';

const compare = () => createProgram('.', () => {}).commands.find((each) => each.name() === 'compare')!;

const written = (text: string): string => {
  const file = join(folder(), 'raildiff.yaml');
  writeFileSync(file, text);
  return file;
};

/** As a person does who wants all of it: explanations stay. */
const uncommented = (text: string): string => text.replace(/^#( *[a-zA-Z-]+:)/gm, '$1');

describe('the config file that init writes', () => {
  it('says nothing as it is', async () => {
    expect(await readConfig(written(configText(compare().options, {})))).toEqual({});
  });

  it('holds the address and the user of the environment, and never the key', async () => {
    const text = configText(compare().options, {
      TESTRAIL_URL: 'https://rail.example',
      TESTRAIL_USER: 'someone: "odd" #1',
      TESTRAIL_API_KEY: 'very-secret-key',
    });
    expect(await readConfig(written(text))).toEqual({
      url: 'https://rail.example',
      user: 'someone: "odd" #1',
    });
    expect(text).not.toContain('very-secret-key');
  });

  it('is read with every line of it in force, and each option has its default', async () => {
    const file = written(uncommented(configText(compare().options, {})));
    const config = await readConfig(file);
    expect(config).toMatchObject({ url: expect.any(String), left: { user: expect.any(String) } });
    const command = compare();
    const names = command.options
      .filter(({ long }) => !['--config', '--help'].includes(long!))
      .map(({ long }) => long!.slice(2));
    expect(Object.keys(config.options!)).toEqual(names);
    const before = compare().opts();
    command.setOptionValueWithSource('config', file, 'cli');
    await applyConfig(command);
    const after = command.opts();
    for (const name of ['format', 'rate', 'concurrency', 'timeout', 'maxWait', 'attempts', 'strict', 'share'])
      expect(after[name]).toEqual(before[name]);
  });
});
