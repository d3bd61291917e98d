/**
 * Makes src/report/html/page.generated.ts of the modules and the style in this folder: the one script and the one style
 * of the HTML report, as strings, so that both builds of the package hold them.
 * `node report-page/build.mjs` writes it; with `--check` it writes nothing and fails if the file is not current.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import prettier from 'prettier';
import ts from 'typescript';

const here = new URL('./', import.meta.url);
const target = new URL('../src/report/html/page.generated.ts', here);

const read = (file) => readFileSync(new URL(file, here), 'utf8');

const compilerOptions = { target: 'es2022', module: 'commonjs', removeComments: true, newLine: 'lf' };

/** A module as a function of `exports` and `require`, as CommonJS has it. */
const moduleOf = (file) => {
  const options = { ...ts.convertCompilerOptionsFromJson(compilerOptions, '.').options };
  const { outputText } = ts.transpileModule(read(file), { compilerOptions: options, fileName: file });
  return `${JSON.stringify(`./${file.replace(/\.ts$/, '.js')}`)}: (exports, require) => {\n${outputText}}`;
};

const script = () => {
  const files = readdirSync(here)
    .filter((file) => file.endsWith('.ts'))
    .sort();
  return `(() => {
const modules = {
${files.map(moduleOf).join(',\n')}
};
const loaded = {};
const require = (name) => {
  if (!loaded[name]) modules[name]((loaded[name] = {}), require);
  return loaded[name];
};
require('./main.js');
})();
`;
};

const style = () =>
  read('style.css')
    .replace(/\/\*[^]*?\*\//g, '')
    .replace(/\n\s*/g, '\n')
    .trim();

/** What would end the element that holds it. */
const inElement = (text) => {
  if (/<\/(script|style)|<!--/i.test(text)) throw new Error('an end tag or a comment stands in the page');
  return text;
};

const generated = await prettier.format(
  `/** Made by report-page/build.mjs: change the sources there, not this file. */
export const SCRIPT = ${JSON.stringify(inElement(script()))};

export const STYLE = ${JSON.stringify(inElement(style()))};
`,
  { ...(await prettier.resolveConfig(target)), parser: 'typescript' },
);

if (!process.argv.includes('--check')) writeFileSync(target, generated);
else if (readFileSync(target, 'utf8') !== generated) {
  console.error('page.generated.ts is not what report-page says; make it with node report-page/build.mjs');
  process.exitCode = 1;
}
