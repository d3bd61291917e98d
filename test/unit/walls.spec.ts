import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** The rule that holds the walls is asked of files that would break them. */
const root = join(__dirname, '../..');

/** Rule ids that eslint reports for a line in a file of a room. */
function complaints(file: string, line: string): string[] {
  try {
    execFileSync(
      process.execPath,
      [
        join(root, 'node_modules/eslint/bin/eslint.js'),
        '--stdin',
        '--stdin-filename',
        file,
        '--format',
        'json',
      ],
      {
        cwd: root,
        input: line,
      },
    );
    return [];
  } catch (error) {
    const [{ messages }] = JSON.parse(String((error as { stdout: Buffer }).stdout)) as [
      { messages: { ruleId: string }[] },
    ];
    return messages.map(({ ruleId }) => ruleId);
  }
}

const importing = (path: string): string => `export { x } from '${path}';\n`;

describe('the walls between the rooms', () => {
  it.each([
    ['src/compare/a.ts', '../operators/index.js'],
    ['src/operators/a.ts', '../testrail/index.js'],
    ['src/testrail/a.ts', '../compare/index.js'],
    ['src/pipeline/a.ts', '../report/index.js'],
    ['src/pipeline/a.ts', '../journal/index.js'],
    ['src/journal/a.ts', '../pipeline/index.js'],
    ['src/report/a.ts', '../pipeline/index.js'],
    ['src/simulator/http/a.ts', '../../testrail/index.js'],
    ['src/cli/a.ts', '../index.js'],
  ])('%s may not import %s', (file, path) => {
    expect(complaints(file, importing(path))).toContain('no-restricted-imports');
  });

  it('lets the pipeline compose compare, operators and testrail', () => {
    const line = ['../compare/index.js', '../operators/index.js', '../testrail/index.js']
      .map(importing)
      .join('')
      .replace(/x/g, () => `x${Math.random().toString(36).slice(2)}`);
    expect(complaints('src/pipeline/a.ts', line)).not.toContain('no-restricted-imports');
  });

  it('lets no clock but the scheduler into the pipeline', () => {
    expect(complaints('src/operators/a.ts', 'export const now = Date.now();\n')).toContain(
      'no-restricted-properties',
    );
  });
});
