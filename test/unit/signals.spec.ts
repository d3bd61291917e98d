import { catchSignals, type Signals } from '../../src/cli/signals.js';

/** What the process was ended with, instead of being ended. */
let exits: (number | string | null | undefined)[];
let signals: Signals;

beforeEach(() => {
  exits = [];
  jest.spyOn(process, 'exit').mockImplementation((code) => {
    exits.push(code);
    return undefined as never;
  });
  signals = catchSignals(1);
});

afterEach(() => {
  signals.release();
  process.removeAllListeners('SIGINT').removeAllListeners('SIGTERM');
  jest.restoreAllMocks();
});

it.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('the first %s ends the run, the second the process, both with %i', (signal, code) => {
  process.emit(signal);
  expect([signals.aborted.aborted, signals.caught(), signals.exitCode(), exits]).toEqual([
    true,
    signal,
    code,
    [],
  ]);
  process.emit(signal);
  expect(exits).toEqual([code]);
});

it('what is never done is waited for until a signal, and not much longer', async () => {
  const order: string[] = [];
  const waiting = signals.orSoon(new Promise(() => {})).then(() => order.push('given up'));
  await new Promise((resolve) => setTimeout(resolve, 20));
  order.push('signal');
  process.emit('SIGINT');
  await waiting;
  expect(order).toEqual(['signal', 'given up']);
});

it('released, a signal is not ours; after the first one it still is', () => {
  signals.release();
  expect(process.listenerCount('SIGINT')).toBe(0);
  const again = catchSignals(1);
  process.emit('SIGINT');
  again.release();
  process.emit('SIGINT');
  expect(exits).toEqual([130]);
});
