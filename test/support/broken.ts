/** The compare with a line of it broken on purpose: a property that proves something fails on it. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import type { run } from './cases.js';

type Run = typeof run;

/** A file of `src/compare`, a text that stands in it once, and what stands there instead. */
export type Break = readonly [file: string, from: string, to: string];

const COMPARE = path.resolve(__dirname, '../../src/compare');

/** @throws Error where the text is not there any more: then another one breaks the same thing */
export function brokenRun([file, from, to]: Break): Run {
  const name = path.join(COMPARE, file);
  const source = readFileSync(name, 'utf8');
  if (source.split(from).length !== 2) throw new Error(`src/compare/${file} does not hold once: ${from}`);
  const { outputText } = ts.transpileModule(
    source.replace(from, () => to),
    {
      compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2023 },
    },
  );
  const load = (of: string): unknown =>
    jest.requireActual(of.startsWith('.') ? path.join(COMPARE, of.replace(/\.js$/, '')) : of);
  const broken: { run?: Run } = {};
  jest.isolateModules(() => {
    jest.doMock(name, () => {
      const exports = {};
      new Function('exports', 'require', outputText)(exports, load);
      return exports;
    });
    broken.run = jest.requireActual<{ run: Run }>('./cases.js').run;
  });
  jest.dontMock(name);
  return broken.run!;
}
