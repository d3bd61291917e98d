import { readFileSync } from 'node:fs';
import type { SuiteProgress } from '../../src/compare/events.js';
import { windowLimiter } from '../../src/operators/index.js';
import { createProgressDisplay, progressLine, waitingLine } from '../../src/report/index.js';
import { sideLine, suiteProgressLine } from '../../src/report/progress-line.js';
import { throttleLine } from '../../src/report/throttle-line.js';
import { displayWidth } from '../../src/report/width.js';
import { aProgress, aSuite, aThrottle, onlyLeft } from '../support/report-events.js';

/** In the limiter's own words. */
const WAITING = { reason: windowLimiter({ rate: 180 }).reason!(0), ms: 40_200 };

const large = (over: Partial<SuiteProgress> = {}): SuiteProgress => ({
  side: 'left',
  suiteId: 1,
  name: 'Checkout',
  pagesDone: 7,
  pagesKnown: 23,
  cases: 1750,
  done: false,
  ...over,
});

it('attachments are counted, and are a part of the way', () => {
  const known = aProgress({ pagesDone: 157, pagesKnown: 157, attachments: { done: 43, known: 243 } });
  expect(progressLine(known, 200)).toMatch(/^ 50% .*attachments 43\/243/);
  expect(progressLine(aProgress(), 200)).not.toContain('attachments');
});

/** Everything said of a finished run. */
const finished = () => {
  const side = (over: object) => ({
    ...over,
    suitesDone: 3,
    suitesKnown: 3,
    pagesDone: 80,
    pagesKnown: 80,
    cases: 5,
  });
  return aProgress({
    ...side({}),
    left: side({}),
    right: side({}),
    inFlight: 0,
    waiting: 0,
    retries: 0,
    etaMs: 0,
  });
};

it('the pages show what is waited for as it is said', () => {
  expect(readFileSync('docs/progress.md', 'utf8')).toContain(`\`${waitingLine(WAITING)}\``);
  expect(readFileSync('docs/events.md', 'utf8')).toContain(`"reason": "${WAITING.reason}"`);
});

describe('progressLine', () => {
  it('says everything where there is room', () => {
    expect(progressLine(aProgress({ waitingFor: WAITING, etaMs: 22_300 }), Infinity)).toBe(
      ' 42% █████░░░░░░░  pages 66/157+ · left 40/80+ · right 26/77+ · 9,421 cases · 168/min · 20 in flight · ' +
        '3 waiting · 2 retries · waiting for the rate limit (180 in 60 s): 41 s · about 23 s left',
    );
  });

  it('leaves out what is zero or unknown', () => {
    const line = progressLine(aProgress({ inFlight: 0, waiting: 0, retries: 0 }), Infinity);
    expect(line).toMatch(/9,421 cases · 168\/min$/);
    expect(progressLine(aProgress({ retries: 1 }), Infinity)).toContain('1 retry');
  });

  it('tells no pace of the first few answers', () => {
    expect(progressLine(aProgress({ elapsedMs: 4_999, ratePerMinute: 4_286 }), Infinity)).not.toContain(
      '/min',
    );
    expect(progressLine(aProgress({ elapsedMs: 5_000 }), Infinity)).toContain('168/min');
  });

  it('is 100 % when all suites are done, and never before', () => {
    expect(progressLine(finished(), Infinity)).toBe(
      '100% ████████████  pages 80/80 · left 80/80 · right 80/80 · 5 cases · 168/min',
    );
    expect(progressLine(aProgress({ pagesDone: 157 }), Infinity)).toMatch(/^ 99% .*pages 157\/157\+/);
    const counts = { suitesDone: 0, suitesKnown: 0, pagesDone: 0, pagesKnown: 0, cases: 0 };
    expect(progressLine(aProgress(counts), Infinity)).toMatch(/^ {2}0% ░{12} {2}pages 0\/0\+/);
  });

  it('leaves out the least needed parts when it is narrow', () => {
    const event = aProgress({ waitingFor: WAITING, etaMs: 22_300 });
    for (const width of [10, 20, 40, 60, 80, 100, 120, 150]) {
      expect(displayWidth(progressLine(event, width))).toBeLessThanOrEqual(width);
    }
    expect(progressLine(event, 100)).toBe(
      ' 42% █████░░░░░░░  pages 66/157+ · waiting for the rate limit (180 in 60 s): 41 s · about 23 s left',
    );
    expect(progressLine(event, 40)).toBe(' 42% █████░░░░░░░  pages 66/157+');
  });

  it('says a side and a suite', () => {
    expect(sideLine('left', aProgress().left, 100)).toBe(
      ' 50% ██████░░░░░░  left  40/80+ pages · 2/10 suites · 5,200 cases',
    );
    expect(suiteProgressLine(large(), 100)).toBe(
      ' 30% ███░░░░░░░░░  left  7/23+ pages · 1,750 cases · Checkout',
    );
    expect(suiteProgressLine(large({ done: true, pagesDone: 23 }), 100)).toMatch(
      /^100% █{12} {2}left {2}23\/23 pages/,
    );
  });
});

describe('throttleLine', () => {
  it.each([
    [aThrottle(), 'slowed to 90 requests a minute, paused for 12 s'],
    [aThrottle({ what: 'slowed', pauseMs: undefined }), 'slowed to 90 requests a minute'],
    [aThrottle({ what: 'paused' }), 'paused for 12 s'],
    [aThrottle({ what: 'recovered', rate: 1, windowMs: 1000 }), 'recovered to 1 request in 1 s'],
    [aThrottle({ what: 'recovered', rate: null }), 'recovered to no limit'],
    [aThrottle({ what: 'breakerOpened' }), 'nothing is asked for 12 s (circuit breaker open)'],
    [aThrottle({ what: 'breakerHalfOpen' }), 'trying one request (circuit breaker half open)'],
    [aThrottle({ what: 'breakerClosed' }), 'asking again (circuit breaker closed)'],
  ])('%#: %s', (event, said) => {
    expect(throttleLine(event)).toBe(`https://rail.example: ${said}: 429 Too Many Requests`);
  });
});

describe('display elsewhere than on a terminal', () => {
  const open = (options = {}) => {
    const written: string[] = [];
    const stream = { write: (text: string) => written.push(text) > 0 };
    return { written, display: createProgressDisplay({ stream, isTTY: false, ...options }) };
  };
  const at = (elapsedMs: number) => aProgress({ elapsedMs, cases: elapsedMs });

  it('says a line at most every interval of the run', () => {
    const { written, display } = open();
    for (let ms = 0; ms <= 9000; ms += 250) display.update(at(ms));
    expect(written.map((line) => /([\d,]+) cases/.exec(line)![1])).toEqual(['0', '3,000', '6,000', '9,000']);
    for (const line of written) expect(line).toMatch(/^[^\n\x1b\r]+\n$/);
  });

  it('takes the interval it is given', () => {
    const { written, display } = open({ intervalMs: 500 });
    for (let ms = 0; ms <= 1000; ms += 250) display.update(at(ms));
    expect(written).toHaveLength(3);
  });

  it('ends with the last state, once', () => {
    const { written, display } = open();
    display.update(at(0));
    display.update(at(1000));
    display.stop();
    display.stop();
    expect(written).toHaveLength(2);
    expect(written[1]).toContain('1,000 cases');
  });

  it('says each throttling in a line of its own, at once', () => {
    const { written, display } = open();
    display.update(at(0));
    display.update(aThrottle());
    display.update(aThrottle({ what: 'recovered' }));
    expect(written.slice(1)).toEqual([
      `${throttleLine(aThrottle())}\n`,
      `${throttleLine(aThrottle({ what: 'recovered' }))}\n`,
    ]);
  });

  it('passes over other events, and hands texts on', () => {
    const out: string[] = [];
    const { written, display } = open({ out: { write: (text: string) => out.push(text) > 1 } });
    display.update(aSuite());
    display.update(onlyLeft());
    expect(display.above('one\n')).toBe(false);
    expect(display.above('two\n')).toBe(true);
    expect(written).toEqual([]);
    expect(out).toEqual(['one\n', 'two\n']);
  });
});

/** As much of a terminal as the display uses: rows, a cursor, and the sequences that move and clear. */
const createScreen = (columns = 100, rows = 24) => {
  const lines: string[][] = [[]];
  let row = 0;
  let column = 0;
  const sequences: string[] = [];
  const write = (text: string): boolean => {
    for (const [token] of text.matchAll(/\x1b\[\??(\d*)(?:;\d+)?([A-Za-z])|[^]/gu)) {
      if (token.length > 1 && token.startsWith('\x1b')) {
        sequences.push(token);
        const n = Number(/\d+/.exec(token)?.[0] ?? 1);
        const command = token.at(-1);
        if (command === 'A') row = Math.max(0, row - n);
        else if (command === 'G') column = n - 1;
        else if (command === 'J') {
          lines[row]!.length = Math.min(lines[row]!.length, column);
          lines.length = row + 1;
        } else if (command === 'K') lines[row]!.length = Math.min(lines[row]!.length, column);
        else if (command !== 'm') throw new Error(`unexpected ${JSON.stringify(token)}`);
      } else if (token === '\n') {
        row += 1;
        column = 0;
        lines[row] ??= [];
      } else {
        if (column >= columns) throw new Error('a line is wider than the terminal');
        lines[row]![column] = token;
        column += 1;
      }
    }
    return true;
  };
  const shown = () =>
    lines
      .map((cells) => cells.join(''))
      .join('\n')
      .trimEnd()
      .split('\n');
  return { stream: { write, columns, rows }, shown, sequences };
};

describe('display on a terminal', () => {
  const open = (options = {}, screen = createScreen()) => {
    const display = createProgressDisplay({ stream: screen.stream, isTTY: true, ...options });
    return { ...screen, display };
  };
  const lines = (event: ReturnType<typeof aProgress>, width = 99) => [
    progressLine(event, width),
    sideLine('left', event.left, width),
    sideLine('right', event.right, width),
  ];

  it('draws the run and its sides, over what was there', () => {
    const { display, shown } = open();
    display.update(aProgress());
    expect(shown()).toEqual(lines(aProgress()));
    display.update(aProgress({ pagesDone: 5 }));
    expect(shown()).toEqual(lines(aProgress({ pagesDone: 5 })));
    display.stop();
  });

  it('lets lines pass above it, whole, and stands below them', () => {
    const { display, shown } = open();
    display.above('first\n');
    display.update(aProgress());
    display.above('second, which is longer than what was there before it\n');
    display.update(aProgress({ pagesDone: 70 }));
    display.above('third\nfourth\n');
    expect(shown()).toEqual([
      'first',
      'second, which is longer than what was there before it',
      'third',
      'fourth',
      ...lines(aProgress({ pagesDone: 70 })),
    ]);
    display.stop();
    expect(shown()).toEqual([
      'first',
      'second, which is longer than what was there before it',
      'third',
      'fourth',
    ]);
  });

  it('takes the bars off before the text goes to another stream of the same terminal', () => {
    const screen = createScreen();
    const seen: string[][] = [];
    const out = {
      write: (text: string) => {
        seen.push(screen.shown());
        screen.stream.write(text);
        return false;
      },
    };
    const { display, shown } = open({ out }, screen);
    display.update(aProgress());
    expect(display.above('a line\n')).toBe(false);
    expect(seen).toEqual([['']]);
    expect(shown()).toEqual(['a line', ...lines(aProgress())]);
  });

  it('says throttling above the bars', () => {
    const { display, shown } = open();
    display.update(aProgress());
    display.update(aThrottle());
    expect(shown()).toEqual([throttleLine(aThrottle()), ...lines(aProgress())]);
  });

  it('shows large suites when asked for: eight at most, fewer when they are done', () => {
    const suites = (n: number) =>
      Array.from({ length: n }, (_, i) => large({ suiteId: i, name: `S${i}`, pagesDone: i }));
    const { display, shown } = open({ mode: 'suites' });
    display.update(aProgress({ largeSuites: suites(10) }));
    expect(shown()).toEqual([
      ...lines(aProgress()),
      ...suites(8).map((suite) => suiteProgressLine(suite, 99)),
    ]);
    display.update(aProgress({ largeSuites: suites(2) }));
    display.above('a line\n');
    expect(shown()).toEqual([
      'a line',
      ...lines(aProgress()),
      ...suites(2).map((suite) => suiteProgressLine(suite, 99)),
    ]);
    display.update(aProgress({ largeSuites: suites(3) }));
    expect(shown()).toHaveLength(7);
    display.stop();
    expect(shown()).toEqual(['a line']);
  });

  it('shows no suites unless asked for', () => {
    const { display, shown } = open();
    display.update(aProgress({ largeSuites: [large()] }));
    expect(shown()).toHaveLength(3);
  });

  it('leaves room on a low terminal, and fits a narrow one', () => {
    const { display, shown } = open({ mode: 'suites' }, createScreen(30, 6));
    display.update(aProgress({ largeSuites: [large(), large(), large()] }));
    expect(shown()).toHaveLength(4);
    for (const line of shown()) expect(displayWidth(line)).toBeLessThan(30);
  });

  it('follows a resize', () => {
    const { display, stream, shown } = open();
    display.update(aProgress());
    stream.columns = 40;
    display.update(aProgress());
    expect(shown()).toEqual(lines(aProgress(), 39));
  });

  it('takes 80 columns where the terminal tells 0', () => {
    const { display, stream, shown } = open();
    [stream.columns, stream.rows] = [0, 0];
    display.update(aProgress());
    expect(shown()).toEqual(lines(aProgress(), 79));
  });

  it('draws nothing after stop, and hides neither cursor nor wrapping', () => {
    const { display, shown, sequences } = open({ colors: true });
    display.update(aProgress());
    display.above('x\n');
    display.stop();
    display.stop();
    display.update(aProgress());
    display.above('y\n');
    expect(shown()).toEqual(['x', 'y']);
    expect(sequences.filter((sequence) => sequence.includes('?'))).toEqual([]);
  });

  it('colours the bar when asked for, and only then', () => {
    const colored = open({ colors: true });
    colored.display.update(aProgress());
    expect(colored.sequences).toContain('\x1b[36m');
    expect(colored.shown()).toEqual(lines(aProgress()));
    const plain = open();
    plain.display.update(aProgress());
    expect(plain.sequences.filter((sequence) => sequence.endsWith('m'))).toEqual([]);
  });

  it('draws a frame in one write', () => {
    const writes: string[] = [];
    const stream = { write: (text: string) => writes.push(text) > 0, columns: 100, rows: 24 };
    const display = createProgressDisplay({ stream, isTTY: true });
    display.update(aProgress());
    display.update(aProgress());
    expect(writes).toHaveLength(2);
  });

  it('has no timer, neither while it stands nor after', () => {
    jest.useFakeTimers();
    try {
      const { display } = open({ mode: 'suites' });
      display.update(aProgress({ largeSuites: [large(), large()] }));
      display.update(aProgress({ largeSuites: [large()] }));
      display.above('x\n');
      expect(jest.getTimerCount()).toBe(0);
      display.stop();
      expect(jest.getTimerCount()).toBe(0);
    } finally {
      jest.useRealTimers();
    }
  });
});
