/** What a program gives by mistake is refused at once, by what is wrong with it. */
import {
  compareProjects,
  createInstance,
  fetchPage,
  fetchProjectCases,
  type CompareOptions,
} from '../../src/index.js';
import { circuitBreaker, Gate, retryWhenTransient, windowLimiter } from '../../src/operators/index.js';

const instance = createInstance({ url: 'https://rail.example', user: 'u', apiKey: 'k' });
const sides = { left: { instance, projectId: 30 }, right: { instance, projectId: 34 } };

it.each<[string, unknown, RegExp]>([
  ['no sides', {}, /^left is a target/],
  ['one side', { left: sides.left }, /^right is a target/],
  ['no attempt', { ...sides, attempts: 0 }, /^attempts is a whole number of 1 or more, not 0$/],
  ['half an attempt', { ...sides, attempts: 1.5 }, /^attempts is a whole number/],
  ['no time', { ...sides, timeoutMs: NaN }, /^timeoutMs is a positive number, not NaN$/],
  ['time without end', { ...sides, timeoutMs: Infinity }, /^timeoutMs is at most 2147483647, not Infinity$/],
  ['no back-off', { ...sides, retryBaseMs: NaN }, /^retryBaseMs is a number of 0 or more, not NaN$/],
  ['no deadline', { ...sides, deadlineMs: NaN }, /^deadlineMs is a positive number, not NaN$/],
  [
    'a deadline that was used up by less than nothing',
    { ...sides, spentMs: -1 },
    /^spentMs is a number of 0 or more, not -1$/,
  ],
  ['progress all the time', { ...sides, progressMs: 0 }, /^progressMs is a positive number, not 0$/],
  [
    'a project that is a word',
    { ...sides, left: { instance, projectId: 'x' } },
    /^projectId is a whole number of 1 or more, not "x"$/,
  ],
  ['a project below all', { ...sides, right: { instance, projectId: -1 } }, /^projectId is .*, not -1$/],
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
  expect(() => fetchProjectCases(sides.left, { timeoutMs: 0 })).toThrow(
    new RangeError('timeoutMs is a positive number, not 0'),
  );
  expect(() => fetchProjectCases({ instance, projectId: NaN })).toThrow(/^projectId is a whole number/);
});

it.each([
  [{ suiteId: 1, offset: -5 }, /^offset is a whole number of 0 or more, not -5$/],
  [{ suiteId: 1, limit: 0 }, /^limit is a whole number from 1 to 250, not 0$/],
  [{ suiteId: 1, limit: 1_000 }, /^limit is a whole number from 1 to 250, not 1000$/],
  [{ suiteId: 0 }, /^suiteId is null or a whole number of 1 or more, not 0$/],
])('a page that no list has: %j', (page, words) => {
  expect(() => fetchPage(sides.left, page)).toThrow(words);
});

it.each([
  ['maxWaitMs', [NaN, -1, 0], /^maxWaitMs is a positive number, not /],
  ['deliveryMs', [NaN, -1], /^deliveryMs is a number of 0 or more, not /],
  ['concurrency', [NaN, 0], /^concurrency is /],
  ['rate', [NaN, 0], /^rate is a number of 1 or more, not /],
])('an instance whose %s is out of range', (name, values, words) => {
  for (const value of values)
    expect(() =>
      createInstance({ url: 'https://rail.example', user: 'u', apiKey: 'k', [name]: value }),
    ).toThrow(words);
});

it.each([
  [() => windowLimiter({ rate: 2, deliveryMs: NaN }), /^deliveryMs is/],
  [() => windowLimiter({ rate: 2, marginMs: -1e9 }), /^marginMs is/],
  [() => windowLimiter({ rate: 2, marginMs: NaN }), /^marginMs is/],
  [() => retryWhenTransient({ attempts: NaN }), /^attempts is a whole number of 1 or more, not NaN$/],
  [() => retryWhenTransient({ attempts: 0 }), /^attempts is/],
  [() => retryWhenTransient({ baseMs: NaN }), /^baseMs is/],
  [() => retryWhenTransient({ maxMs: -1 }), /^maxMs is/],
  [() => circuitBreaker({ threshold: 2.5 }), /^threshold is a whole number of 1 or more, not 2.5$/],
  [() => new Gate({ guards: [], maxWaitMs: NaN }), /^maxWaitMs is a positive number, not NaN$/],
])('an operator out of range: %s', (make, words) => {
  expect(make).toThrow(RangeError);
  expect(make).toThrow(words);
});
