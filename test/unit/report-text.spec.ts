import type { CompareEvent, FieldDifference } from '../../src/compare/events.js';
import { createSink } from '../support/sinks.js';
import { displayWidth, truncate } from '../../src/report/width.js';
import {
  aCase,
  aDifference,
  aProgress,
  aSideSummary,
  aStart,
  aSuite,
  aSummary,
  aThrottle,
  onlyLeft,
  onlyRight,
} from '../support/report-events.js';

const write = (event: Parameters<ReturnType<typeof createSink>['write']>[0], options = {}): string =>
  createSink('text', options).write(event);

describe('text: the head', () => {
  it('names both sides, one line each', () => {
    expect(write(aStart())).toBe(
      'left   Shop (30)  https://rail.example – 1 suite\n' +
        'right  Shop 2 (34)  https://rail.example – 2 suites\n',
    );
  });

  it('says as of when a snapshot is', () => {
    const left = { ...aStart().left, snapshot: { takenAt: '2026-11-24T05:20:31.000Z' } };
    expect(write(aStart({ left })).split('\n')[0]).toBe(
      'left   Shop (30)  https://rail.example – 1 suite, as of 2026-11-24 05:20 UTC',
    );
  });

  it('says what is left out, the first three by name', () => {
    const leftOut = [1, 2, 3, 4, 5].map((id) => ({ id, name: `Baseline ${id}` }));
    const left = { ...aStart().left, leftOut };
    expect(write(aStart({ left })).split('\n')[0]).toBe(
      'left   Shop (30)  https://rail.example – 1 suite, 5 left out: Baseline 1, Baseline 2, Baseline 3 … and 2 more',
    );
  });
});

const field = (name: string, left: unknown, right: unknown): FieldDifference => ({
  field: name,
  left,
  right,
});

describe('text: a difference', () => {
  const lineOf = (...fields: FieldDifference[]): string => write(aDifference({ fields }));

  it('only left is -, only right is +', () => {
    expect(write(onlyLeft({ id: 7 }))).toBe('- C7  Login  Sign in\n');
    expect(write(onlyRight({ id: 8 }))).toBe('+ C8  Login  Sign in\n');
  });

  it('changed is ~ with its fields', () => {
    expect(lineOf(field('priority_id', 2, 3), field('refs', null, 'REQ-1'))).toBe(
      '~ C1 → C2  Login  Sign in  priority_id 2 → 3, refs (none) → "REQ-1"\n',
    );
  });

  it('renamed is ~ with both titles, and the title is no field', () => {
    const event = aDifference({
      kind: 'renamed',
      aspects: ['title'],
      right: aCase({ id: 2, title: 'Log in' }),
      fields: [field('title', 'Sign in', 'Log in')],
    });
    expect(write(event)).toBe('~ C1 → C2  Login  Sign in → Log in\n');
  });

  it('moved is > with both suites, and the suite is no field', () => {
    const event = aDifference({
      kind: 'moved',
      aspects: ['place'],
      right: aCase({ id: 2, suite: 'Access' }),
      fields: [field('suite', 'Login', 'Access')],
    });
    expect(write(event)).toBe('> C1 → C2  Login → Access  Sign in\n');
  });

  it('moved in a project that was folded, to a place that reads the same', () => {
    const event = aDifference({
      kind: 'moved',
      aspects: ['place'],
      left: aCase({ section: 'Cards' }),
      right: aCase({ id: 2, section: 'Cards' }),
      fields: [field('section', 'Login > Cards', 'Cards')],
    });
    expect(write(event)).toBe('> C1 → C2  Login > Cards  Sign in  section "Login > Cards" → "Cards"\n');
  });

  it('a pair that changed and moved hides neither', () => {
    const event = aDifference({
      aspects: ['content', 'place'],
      right: aCase({ id: 2, suite: 'Access' }),
      fields: [field('priority_id', 2, 3), field('suite', 'Login', 'Access')],
    });
    expect(write(event)).toBe('~ C1 → C2  Login → Access  Sign in  priority_id 2 → 3\n');
  });

  it('undetermined is ? with the likely sign and kind', () => {
    expect(write({ ...onlyLeft(), kind: 'undetermined', likely: 'onlyLeft' })).toBe(
      '? C1  Login  Sign in  (likely - only left)\n',
    );
    expect(
      write(aDifference({ kind: 'undetermined', likely: 'changed', fields: [field('type_id', 1, 2)] })),
    ).toBe('? C1 → C2  Login  Sign in  type_id 1 → 2 (likely ~ changed)\n');
    expect(write(aDifference({ kind: 'undetermined' }))).toContain('(undetermined)');
  });

  it('identical is = and only shown when asked for', () => {
    const event = aDifference({ kind: 'identical', aspects: [] });
    expect(write(event)).toBe('');
    expect(write(event, { events: ['identical'] })).toBe('= C1 → C2  Login  Sign in\n');
  });

  it('says among how many a partner was picked', () => {
    expect(write(aDifference({ candidates: { left: [1], right: [2, 3, 4] } }))).toContain('(one of 3)');
    expect(write(aDifference({ candidates: { left: [1, 5], right: [2, 3, 4] } }))).toContain(
      '(one of 2 left, 3 right)',
    );
    expect(write(aDifference({ candidates: { left: [1], right: [2] } }))).not.toContain('one of');
  });

  it('two instances may use one id for two cases', () => {
    expect(write(aDifference({ right: aCase({ id: 1 }) }))).toContain('C1 → C1');
  });

  describe('fields', () => {
    const steps = (...contents: string[]) => contents.map((content) => ({ content, expected: '' }));

    it.each([
      ['one step', steps('a', 'b', 'c'), steps('a', 'x', 'c'), '(step 2 changed)'],
      ['two steps', steps('a', 'b', 'c'), steps('y', 'b', 'z'), '(steps 1, 3 changed)'],
      ['many steps', steps('a', 'b', 'c', 'd'), steps('1', '2', '3', '4'), '(4 steps changed)'],
      ['more steps', steps('a'), steps('a', 'b'), '(step 2 added)'],
      ['a step that moved', steps('a', 'b', 'c'), steps('c', 'a', 'b'), '(step 3 → 1 moved)'],
      ['a step less', steps('a', 'b', 'c'), steps('a', 'c'), '(step 2 removed)'],
      ['several fates', steps('a', 'b'), steps('x', 'b', 'c'), '(step 1 changed, step 3 added)'],
      ['steps from nothing', null, steps('a'), '(step 1 added)'],
    ])('%s', (_name, left, right, detail) => {
      expect(lineOf(field('custom_steps_separated', left, right))).toBe(
        `~ C1 → C2  Login  Sign in  custom_steps_separated ${detail}\n`,
      );
    });

    it('a step is no other for an empty field, the order of keys or CRLF', () => {
      const left = [
        { content: 'a\r\nb', expected: null },
        { content: 'c', expected: 'd' },
      ];
      const right = [{ content: 'a\nb' }, { expected: 'e', content: 'c' }];
      expect(lineOf(field('custom_steps_separated', left, right))).toContain('(step 2 changed)');
    });

    it('shows names in place of ids, bounded and harmless', () => {
      const named = {
        ...field('priority_id', 2, 3),
        leftName: 'Medium',
        rightName: `\x1b[31m${'High'.repeat(20)}`,
      };
      expect(lineOf(named)).toMatch(/ {2}priority_id Medium → \\x1b\[31mHigh[^\x1b]*…\n$/);
    });

    it('shows a small change of a long text by word', () => {
      const text = (card: string) =>
        `The customer is signed in, and pays by ${card} in the shop of the demo tenant.`;
      expect(lineOf(field('custom_preconds', text('Visa'), text('Mastercard')))).toBe(
        '~ C1 → C2  Login  Sign in  custom_preconds (… signed in, and pays by [-Visa-]{+Mastercard+} in the shop of the demo…)\n',
      );
    });

    it('long texts and other structures give their name alone', () => {
      expect(lineOf(field('custom_preconds', 'x'.repeat(25), 'y'))).toMatch(/ {2}custom_preconds\n$/);
      expect(lineOf(field('custom_preconds', 'x'.repeat(24), 'y'))).toContain(`"${'x'.repeat(24)}" → "y"`);
      expect(lineOf(field('custom_map', { a: 1 }, { a: 2 }))).toMatch(/ {2}custom_map\n$/);
      expect(lineOf(field('custom_flag', false, true))).toContain('custom_flag false → true');
    });
  });

  describe('in a bounded width', () => {
    const long = aDifference({
      left: aCase({ id: 1234567, title: 'A title that goes on and on '.repeat(8) }),
      right: aCase({ id: 7654321, title: 'A title that goes on and on '.repeat(8) }),
      fields: [field('priority_id', 2, 3), field('custom_very_long_name_of_a_field', 'abc', 'def')],
    });

    it('fits, and the title gives way first', () => {
      for (const width of [120, 140, 200]) {
        const line = write(long, { width }).trimEnd();
        expect(displayWidth(line)).toBe(width);
        expect(line).toContain('…  priority_id 2 → 3, custom_very_long_name_of_a_field "abc" → "def"');
      }
    });

    it.each([1, 5, 20, 40, 60, 80, 100])('fits in %i columns', (width) => {
      expect(displayWidth(write(long, { width }).slice(0, -1))).toBeLessThanOrEqual(width);
      const colored = write(long, { width, colors: true }).replace(/\x1b\[\d+m/g, '');
      expect(displayWidth(colored.slice(0, -1))).toBeLessThanOrEqual(width);
    });

    it('is whole without a bound', () => {
      expect(write(long)).toContain('A title that goes on and on '.repeat(8));
    });

    it('counts wide characters as two columns and cuts none', () => {
      const wide = onlyLeft({ title: '日本語のテスト'.repeat(10) });
      const line = write(wide, { width: 50 }).trimEnd();
      expect(displayWidth(line)).toBeLessThanOrEqual(50);
      expect(line.length).toBeLessThan(40);
      expect(truncate('👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧', 5)).toBe('👩‍👩‍👧👩‍👩‍👧…');
    });
  });

  it('is coloured by its kind when asked for, and only then', () => {
    expect(write(onlyLeft(), { colors: true })).toContain('\x1b[31m- C1\x1b[39m');
    expect(write(onlyRight(), { colors: true })).toContain('\x1b[32m+ C1\x1b[39m');
    expect(write(onlyRight())).not.toContain('\x1b');
  });
});

describe('text: where a case is', () => {
  it('shows the section behind the suite, both where they differ', () => {
    expect(write(onlyLeft({ section: 'Cards > Visa' }))).toBe('- C1  Login > Cards > Visa  Sign in\n');
    const moved = aDifference({
      kind: 'moved',
      aspects: ['place'],
      left: aCase({ section: 'Cards' }),
      right: aCase({ id: 2, section: 'Wallets' }),
      fields: [field('section', 'Cards', 'Wallets')],
    });
    expect(write(moved)).toBe('> C1 → C2  Login > Cards → Login > Wallets  Sign in\n');
  });

  it('says how alike two are, that only formatting differs, and what was accepted', () => {
    expect(write(aDifference({ matchedBy: 'similarity', score: 0.8799 }))).toContain('(87 % alike)');
    const same = aDifference({ kind: 'identical', aspects: [], formatting: true });
    expect(write(same, { events: ['formatting'] })).toContain('(formatting)');
    expect(write({ ...onlyLeft(), accepted: true })).toBe('');
    expect(write({ ...onlyLeft(), accepted: true }, { events: ['accepted'] })).toContain('(accepted)');
  });
});

describe('text: a suite on one side only', () => {
  const basket = { suiteId: 21, suite: 'Basket' };
  const told = (events: CompareEvent[], options = {}): string[] => {
    const sink = createSink('text', options);
    const text = [aStart(), ...events, aSummary()].map((event) => sink.write(event)).join('');
    return text.split('\n').filter((line) => /^[-+~>?] /.test(line));
  };

  it('is said once, with its number of cases', () => {
    const cases = Array.from({ length: 1_234 }, (_, n) => onlyRight({ id: n + 1, ...basket }));
    expect(told([onlyLeft(), ...cases])).toEqual([
      '- C1  Login  Sign in',
      '+ suite Basket (21)  only right, 1,234 cases',
    ]);
  });

  it('says apart what is undetermined', () => {
    const open = { ...onlyRight({ id: 3, ...basket }), kind: 'undetermined', likely: 'onlyRight' } as const;
    expect(told([onlyRight(basket), open])).toEqual([
      '+ suite Basket (21)  only right, 1 case',
      '? suite Basket (21)  1 case (likely + only right)',
    ]);
  });

  it('lists what has come from elsewhere, and each case when asked to', () => {
    const moved = aDifference({ kind: 'moved', aspects: ['place'], right: aCase({ id: 5, ...basket }) });
    expect(told([moved, onlyRight(basket)])).toEqual([
      '> C1 → C5  Login → Basket  Sign in',
      '+ suite Basket (21)  only right, 1 case',
    ]);
    expect(told([onlyRight(basket)], { everyCase: true })).toEqual(['+ C1  Basket  Sign in']);
  });

  it('is none where its cases pair without a change of place', () => {
    const mapped = aDifference({ kind: 'identical', aspects: [], right: aCase({ id: 5, ...basket }) });
    expect(told([mapped, onlyRight(basket)])).toEqual(['+ C1  Basket  Sign in']);
  });

  it('is not said where it is not asked for', () => {
    expect(told([onlyRight(basket)], { oneWay: true })).toEqual([]);
    expect(told([onlyRight(basket)], { kinds: ['changed'] })).toEqual([]);
    expect(told([onlyRight(basket)], { summaryOnly: true })).toEqual([]);
  });
});

describe('text: other events', () => {
  it('names a suite that was not read whole', () => {
    expect(write(aSuite({ complete: false, error: '500 after 3 attempts' }))).toBe(
      '! left suite Login (10): 500 after 3 attempts\n',
    );
    expect(write(aSuite({ side: 'right', suiteId: null, complete: false }))).toBe(
      '! right suite Login: not complete\n',
    );
  });

  it('says nothing of complete suites, sides, pages, progress and throttling', () => {
    const page = {
      type: 'page',
      side: 'left',
      suiteId: 1,
      offset: 0,
      limit: 250,
      cases: 250,
      attempts: 1,
      ms: 5,
    } as const;
    const side = { type: 'side', side: 'left', suites: 1, cases: 5, complete: true } as const;
    for (const event of [aSuite(), side, page, aProgress(), aThrottle()]) {
      expect(write(event, { events: ['page', 'progress'] })).toBe('');
    }
  });

  it('ends with nothing after the summary', () => {
    expect(createSink('text').end()).toBe('');
  });
});

describe('text: the summary', () => {
  const lines = (over: Parameters<typeof aSummary>[0]): string[] =>
    write(aSummary(over)).trimEnd().split('\n');
  const last = (over: Parameters<typeof aSummary>[0]): string => lines(over).at(-1)!;

  const failedPage = { suiteId: 10, offset: 250, limit: 250, open: false, error: '502 Bad Gateway' };

  it('complete: what was compared, in what time', () => {
    expect(last({})).toBe('complete: 36,000 cases compared, 612 differences, 161 requests in 36.2 s');
  });

  it('how many of the differences were accepted before, and are no reason for exit 1', () => {
    const { counts } = aSummary();
    const none = {
      identical: 0,
      changed: 0,
      renamed: 0,
      moved: 0,
      onlyLeft: 0,
      onlyRight: 0,
      undetermined: 0,
    };
    const accepted = (of: typeof counts) => last({ accepted: { counts: of, altered: 0, gone: 0 } });
    expect(accepted({ ...none, changed: 1_200 })).toContain(', 612 differences (1,200 accepted before), ');
    expect(accepted({ ...counts, identical: 0 })).toContain(', 612 differences (accepted before), ');
    expect(accepted({ ...none, undetermined: 3 })).toContain(', 612 differences, ');
  });

  it('complete without a difference, deleted cases not among the compared', () => {
    const counts = {
      identical: 10,
      changed: 0,
      renamed: 0,
      moved: 0,
      onlyLeft: 0,
      onlyRight: 0,
      undetermined: 0,
    };
    const left = aSideSummary({ cases: 12, deleted: 2 });
    const right = aSideSummary({ cases: 10 });
    expect(last({ counts, left, right, elapsedMs: 125_000 })).toBe(
      'complete: 20 cases compared, no differences, 161 requests in 2 min 5 s',
    );
  });

  it('partial with lost pages', () => {
    const left = aSideSummary({ failedPages: [failedPage] });
    const right = aSideSummary({ failedPages: [{ ...failedPage, open: true }] });
    const counts = { ...aSummary().counts, undetermined: 1500 };
    expect(last({ status: 'partial', left, right, counts })).toBe(
      'PARTIAL: 2 pages could not be read, and what may follow is unknown; what they could change is marked ' +
        'undetermined. 36,000 cases read, 612 differences, 1,500 undetermined, 161 requests in 36.2 s',
    );
  });

  it('partial with a reason that the line of a lost page tells in full', () => {
    const left = aSideSummary({ failedPages: [failedPage] });
    const reason = 'suite "Checkout": the page at offset 250 could not be read: 502 Bad Gateway';
    expect(last({ status: 'partial', left, reason })).toMatch(
      /^PARTIAL: 1 page could not be read \(suite "Checkout": the page at offset 250 could not be read\); what/,
    );
  });

  it('partial for another reason', () => {
    expect(last({ status: 'partial', reason: 'the deadline of 30 s was reached' })).toMatch(
      /^PARTIAL: the deadline of 30 s was reached; what that could change is marked undetermined\. /,
    );
  });

  it('partial with both', () => {
    const left = aSideSummary({ failedPages: [failedPage] });
    expect(last({ status: 'partial', reason: '--strict stopped the run', left })).toMatch(
      /^PARTIAL: 1 page could not be read \(--strict stopped the run\); what they could change/,
    );
  });

  it.each(['interrupted', 'failed'] as const)('%s', (status) => {
    const text = last({ status, reason: 'because' });
    expect(text).toMatch(
      new RegExp(`^${status.toUpperCase()}: because; what was not yet certain is counted as undet`),
    );
  });

  it.each(['partial', 'interrupted', 'failed'] as const)(
    '%s never calls itself complete or compared',
    (status) => {
      const text = lines({ status }).join('\n');
      expect(text).not.toMatch(/complete|compared/);
    },
  );

  it('counts by kind and by side, grouped', () => {
    const text = lines({ left: aSideSummary({ deleted: 1234, undetermined: 4321 }) }).join('\n');
    for (const [kind, n] of [
      ['= identical', '17,000'],
      ['~ changed', '300'],
      ['~ renamed', '12'],
      ['> moved', '100'],
      ['- only left', '100'],
      ['+ only right', '100'],
      ['\\? undetermined', '0'],
    ]) {
      expect(text).toMatch(new RegExp(`│ ${kind} +│ +${n} │`.replace('+ only', '\\+ only')));
    }
    expect(text).toMatch(/│ +│ suites │ pages │ +cases │ deleted │ undetermined │/);
    expect(text).toMatch(/│ left +│ +10 │ +80 │ +18,000 │ +1,234 │ +4,321 │/);
    expect(text).toMatch(/│ right +│ +21 │ +77 │ +18,000 │ +0 │ +0 │/);
  });

  it('aspects of pairs, those that occur', () => {
    expect(lines({})).toContain('differing pairs by aspect: content 300, title 15, place 110');
    expect(lines({ aspects: { content: 0, title: 2, place: 0 } })).toContain(
      'differing pairs by aspect: title 2',
    );
    expect(lines({ aspects: { content: 0, title: 0, place: 0 } }).join()).not.toContain('aspect');
  });

  it('formatting, what was accepted, and what was not looked at', () => {
    const none = {
      identical: 0,
      changed: 0,
      renamed: 0,
      moved: 0,
      onlyLeft: 0,
      onlyRight: 0,
      undetermined: 0,
    };
    const text = lines({
      formatting: 1,
      accepted: { counts: { ...none, changed: 2, moved: 1 }, gone: 4, altered: 0 },
      attachments: { verified: true, references: 2, cases: 1 },
      notCompared: ['results', 'hist\x1bory'],
    });
    expect(text).toEqual(
      expect.arrayContaining([
        'identical but for formatting: 1 pair',
        'accepted before: 3 (changed 2, moved 1); of what was accepted 4 gone',
        'attachments: verified (2 references in 1 case)',
        'not compared: results, hist\\x1bory',
      ]),
    );
  });

  it('says what was listed where that was not everything', () => {
    expect(write(aSummary(), { kinds: ['changed', 'moved'], oneWay: true })).toContain(
      '\nlisted: changed, moved, nothing that is only on the right\n',
    );
    expect(write(aSummary())).not.toContain('listed');
  });

  it('fields only one side has', () => {
    const right = aSideSummary({ fieldsOnlyHere: [{ field: 'custom_automation_id', cases: 9000 }] });
    expect(lines({ right })).toContain('only right has custom_automation_id: 9,000 cases');
  });

  it('failed pages: the first twenty, then how many more', () => {
    const pages = (n: number) => Array.from({ length: n }, (_, i) => ({ ...failedPage, offset: i * 250 }));
    const text = lines({
      status: 'partial',
      left: aSideSummary({ failedPages: pages(15) }),
      right: aSideSummary({ failedPages: [{ ...failedPage, open: true }, ...pages(7)] }),
    });
    const named = text.filter((line) => line.startsWith('! not read'));
    expect(named).toHaveLength(20);
    expect(named[1]).toBe('! not read: left suite 10, cases 251 to 500: 502 Bad Gateway');
    expect(named[15]).toBe(
      '! not read: right suite 10, cases 251 to 500 and any after them: 502 Bad Gateway',
    );
    expect(text).toContain('… and 3 more');
  });

  it('has no escape sequence without colours', () => {
    expect(write(aSummary())).not.toContain('\x1b');
    expect(write(aSummary(), { colors: true })).toContain('\x1b[32mcomplete');
    expect(write(aSummary({ status: 'partial' }), { colors: true })).toContain('\x1b[31mPARTIAL');
  });
});
