import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readCaseMap } from '../../src/cli/case-map.js';

const folder = mkdtempSync(join(tmpdir(), 'raildiff-map-'));
afterAll(() => rmSync(folder, { recursive: true }));

const read = async (text: string): Promise<[number, number][]> => {
  const file = join(folder, 'map');
  writeFileSync(file, text);
  return [...(await readCaseMap(file))];
};

it.each([
  ['two columns', '101,205\n102,206\n'],
  ['with C before them, and blanks', 'C101, C205\r\nC102, C206'],
  ['with a small c', 'c101,C205\n102,c206'],
  ['with a head', 'left,right\n101,205\n102,206\n'],
  ['with a head in another order', 'kind,right,left\nchanged,205,101\nmoved,206,102\n'],
  ['of Excel', '\ufeff101,205\n102,206\n'],
  ['with cases that have no partner', 'left,right,kind\n101,205,identical\n103,,onlyLeft\n102,206,moved\n'],
  ['JSON, by left id', '{"101": 205, "C102": 206}'],
  ['JSON, with C before them', '{"C101": "C205", "c102": "206"}'],
  ['JSON, a list with C before them', '[["C101", "C205"], {"left": "c102", "right": 206}]'],
  ['JSON, a list of pairs', '[[101, 205], [102, 206]]'],
  ['JSON, a list of objects', '[{"left": 101, "right": 205}, {"left": 102, "right": 206, "kind": "moved"}]'],
])('%s', async (_, text) => {
  expect(await read(text)).toEqual([
    [101, 205],
    [102, 206],
  ]);
});

it.each([
  ['no ids', 'left,right\na,b\n', /line 2: a left id and a right id are wanted/],
  ['a slip in the first line', '1O1,205\n102,206', /line 1: a left id and a right id are wanted/],
  ['a head with an id', 'left,205\n102,206', /line 1: a left id and a right id are wanted/],
  ['a left case twice in JSON', '{"101": 1, "C101": 2}', /entry 2: case 101 has a partner already/],
  ['no id in JSON', '{"C101": 0}', /it is \{"101": 205\}/],
  ['a left case twice', '1,2\n1,3\n', /line 2: case 1 has a partner already/],
  ['a right case twice', '1,2\n3,2\n', /line 2: case 2 has a partner already/],
  ['no JSON', '{"1": }', /is no JSON/],
  ['another JSON', '{"a": 1}', /it is \{"101": 205\}/],
  ['no CSV', '1,"2\n', /is no CSV/],
])('%s: one line that says what is wrong', async (_, text, message) => {
  await expect(read(text)).rejects.toThrow(message);
  await expect(read(text)).rejects.toThrow(/^the map [^\n]*$/);
});

it('a file that is not there', async () => {
  await expect(readCaseMap(join(folder, 'none'))).rejects.toThrow(/cannot be read \(ENOENT\)$/);
});
