import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');

/** In a process of its own: eslint loads its configuration as a module, which jest's own loader does not. */
const SCRIPT = `
import { ESLint } from 'eslint';
import { readFileSync } from 'node:fs';
const eslint = new ESLint();
const told = [];
for (const [filePath, text] of JSON.parse(readFileSync(0, 'utf8'))) {
  const [{ messages }] = await eslint.lintText(text, { filePath });
  told.push(messages.map(({ ruleId, message }) => ({ rule: ruleId ?? 'parser', message })));
}
process.stdout.write(JSON.stringify(told));
`;

/** What eslint says of each text, as if it stood in that file of the project. */
export function lint(
  texts: readonly (readonly [file: string, text: string])[],
): { rule: string; message: string }[][] {
  const stdout = execFileSync(process.execPath, ['--input-type=module', '-e', SCRIPT], {
    cwd: ROOT,
    input: JSON.stringify(texts),
  });
  return JSON.parse(String(stdout)) as { rule: string; message: string }[][];
}
