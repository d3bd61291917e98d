/** What a program gives by mistake is refused at once, by what is wrong with it. */
import { compareProjects, createInstance, fetchProjectCases, type CompareOptions } from '../../src/index.js';

const instance = createInstance({ url: 'https://rail.example', user: 'u', apiKey: 'k' });
const sides = { left: { instance, projectId: 30 }, right: { instance, projectId: 34 } };

it.each<[string, unknown, RegExp]>([
  ['no sides', {}, /^left is a target/],
  ['one side', { left: sides.left }, /^right is a target/],
  ['no attempt', { ...sides, attempts: 0 }, /^attempts is a whole number of 1 or more, not 0$/],
  ['half an attempt', { ...sides, attempts: 1.5 }, /^attempts is a whole number/],
  ['no time', { ...sides, timeoutMs: NaN }, /^timeoutMs is a positive number, not NaN$/],
])('%s', (_, options, words) => {
  expect(() => compareProjects(options as CompareOptions)).toThrow(words);
});

it('a rate of an instance that nobody keeps count of', () => {
  const of = (rate: number) => () =>
    createInstance({ url: 'https://rail.example', user: 'u', apiKey: 'k', rate });
  expect(of(2 ** 32)).toThrow(/^rate is at most 1000000, not 4294967296; use Infinity for no limit$/);
  expect(of(1_000_000)).not.toThrow();
  expect(of(Infinity)).not.toThrow();
});

it('an instance without an address, and cases that nobody would wait for', () => {
  expect(() => createInstance({} as Parameters<typeof createInstance>[0])).toThrow(/^url is the address/);
  const failures: unknown[] = [];
  fetchProjectCases(sides.left, { timeoutMs: 0 }).subscribe({ error: (error) => failures.push(error) });
  expect(failures).toEqual([new RangeError('timeoutMs is a positive number, not 0')]);
});
