/** What a person does with the HTML report, in a real browser. */
import type { Page } from 'playwright-core';

import type { CompareEvent } from '../../src/compare/events.js';
import {
  aCase,
  aDifference,
  aSideSummary,
  aStart,
  aSuite,
  aSummary,
  onlyLeft,
  onlyRight,
} from '../support/report-events.js';
import { describeInChromium, htmlOf } from './support/report.js';

const step = (content: string, expected = 'It is done') => ({ content, expected });

const EVENTS: CompareEvent[] = [
  aStart(),
  aDifference({
    left: aCase({
      id: 11,
      suite: 'Basket',
      title: 'Pay by card',
      url: 'https://rail.example/index.php?/cases/view/11',
    }),
    right: aCase({
      id: 12,
      suite: 'Basket',
      title: 'Pay by card',
      url: 'https://rail.example/index.php?/cases/view/12',
    }),
    fields: [
      { field: 'custom_preconds', left: 'A card that is valid', right: 'A card that has expired' },
      {
        field: 'custom_steps_separated',
        left: [step('Open the shop'), step('Sign in'), step('Pay the bill'), step('Ask'), step('Sign out')],
        right: [
          step('Sign out'),
          step('Open the shop'),
          step('Sign in'),
          step('Pay the whole bill'),
          step('Rate'),
        ],
      },
    ],
  }),
  aDifference({
    kind: 'renamed',
    aspects: ['title'],
    left: aCase({ id: 21, title: 'Sign in' }),
    right: aCase({ id: 22, title: 'Log in' }),
    fields: [{ field: 'title', left: 'Sign in', right: 'Log in' }],
  }),
  aDifference({
    left: aCase({ id: 23, title: 'Sign out' }),
    right: aCase({ id: 24, title: 'Sign out' }),
    fields: [{ field: 'priority_id', left: 2, right: 4, leftName: 'Low', rightName: 'High' }],
  }),
  onlyLeft({ id: 31, suite: 'Basket', title: 'Empty the basket' }),
  onlyRight({ id: 32, suite: 'Vouchers', title: 'رفض الدفع بالبطاقة' }),
  aSuite({ complete: false, error: 'offset 250: 502 Bad Gateway' }),
  aSummary({
    status: 'partial',
    left: aSideSummary({
      failedPages: [{ suiteId: 10, offset: 250, limit: 250, open: true, error: '502 Bad Gateway' }],
    }),
    notCompared: ['results', 'history'],
    attachments: { verified: false, references: 7, cases: 3 },
  }),
];

/** Titles of the rows, from the top. */
const titles = (page: Page): Promise<string[]> => page.locator('.row .title').allTextContents();

const ALL = ['Empty the basket', 'Pay by card', 'Sign in → Log in', 'Sign out', 'رفض الدفع بالبطاقة'];

describeInChromium('the HTML report in Chromium', (reader) => {
  it('opens with the summary, the charts and the list in order, and asks nobody', async () => {
    const { page, complaints, requests } = await reader.open(htmlOf(EVENTS));
    expect(await page.locator('h1').textContent()).toBe('Shop → Shop 2');
    expect(await page.locator('#status').textContent()).toMatch(/^PARTIAL: 1 page could not be read/);
    const head = (await page.locator('header').innerText()).replace(/\s+/g, ' ');
    for (const told of [
      '~ changed 300',
      'left Shop (30)',
      'not read: left suite 10, cases 251 to 500 and any after them: 502 Bad Gateway',
      'left suite Login (10): offset 250: 502 Bad Gateway',
      'attachments: not verified (7 references in 3 cases)',
      'not compared: results, history',
    ])
      expect(head).toContain(told);
    expect(await page.locator('.chart h2').allTextContents()).toEqual(['By kind', 'By suite', 'By field']);
    expect(await titles(page)).toEqual(ALL);
    expect(await page.locator('#found').textContent()).toBe('5 differences');
    expect(complaints).toEqual([]);
    expect(requests).toEqual([]);
  });

  it('says that nothing differs only where that is so', async () => {
    const words = async (html: string): Promise<(string | null)[]> => {
      const { page } = await reader.open(html);
      return [await page.locator('#found').textContent(), await page.locator('#pane').textContent()];
    };
    const listed = 'Nothing is listed here: above stands what was found, and what was asked for.';
    expect(await words(htmlOf(EVENTS, { summaryOnly: true }))).toEqual(['none listed', listed]);
    const none = { ...aSummary().counts, changed: 0, renamed: 0, moved: 0, onlyLeft: 0, onlyRight: 0 };
    expect(await words(htmlOf([aStart(), aSummary({ counts: none })]))).toEqual([
      '0 differences',
      'No differences.',
    ]);
    const unread = aSummary({ counts: none, status: 'partial' });
    expect(await words(htmlOf([aStart(), unread]))).toEqual(['none listed', listed]);
  });

  it('is searched by title, id, suite, field and what differs', async () => {
    const { page } = await reader.open(htmlOf(EVENTS));
    const found = async (query: string): Promise<string[]> => {
      await page.locator('#search').fill(query);
      return titles(page);
    };
    expect(await found('LOG')).toEqual(['Sign in → Log in', 'Sign out']);
    expect(await found('c31')).toEqual(['Empty the basket']);
    expect(await found('vouchers')).toEqual(['رفض الدفع بالبطاقة']);
    expect(await found('priority high')).toEqual(['Sign out']);
    expect(await found('expired')).toEqual(['Pay by card']);
    expect(await found('card nowhere')).toEqual([]);
    expect(await page.locator('#found').textContent()).toBe('0 of 5 differences');
    await page.locator('#reset').click();
    expect(await titles(page)).toEqual(ALL);
    expect(await page.locator('#search').inputValue()).toBe('');
  });

  it('is filtered by kind, suite and field, from the toolbar', async () => {
    const { page } = await reader.open(htmlOf(EVENTS));
    await page.locator('#kind').selectOption('changed');
    expect(await titles(page)).toEqual(['Pay by card', 'Sign out']);
    await page.locator('#suite').selectOption({ label: 'Basket' });
    expect(await titles(page)).toEqual(['Pay by card']);
    await page.locator('#kind').selectOption('');
    expect(await titles(page)).toEqual(['Empty the basket', 'Pay by card']);
    await page.locator('#field').selectOption({ label: 'custom_preconds' });
    expect(await titles(page)).toEqual(['Pay by card']);
    expect(await page.locator('#found').textContent()).toBe('1 of 5 differences');
  });

  it('is filtered by the bars of the charts, several kinds at once', async () => {
    const { page } = await reader.open(htmlOf(EVENTS));
    const bar = (name: string) => page.locator('.bars button').filter({ hasText: name });
    await bar('renamed').click();
    await bar('only right').click();
    expect(await titles(page)).toEqual(['Sign in → Log in', 'رفض الدفع بالبطاقة']);
    expect(await page.locator('#kind').inputValue()).toBe('several');
    expect(await bar('renamed').getAttribute('aria-pressed')).toBe('true');
    await bar('renamed').click();
    await bar('only right').click();
    await bar('Login').click();
    expect(await titles(page)).toEqual(['Sign in → Log in', 'Sign out']);
    expect(await bar('Login').locator('.number').textContent()).toBe('2');
  });

  it('shows a text by word and steps step by step, side by side', async () => {
    const { page } = await reader.open(htmlOf(EVENTS));
    await page.locator('.row').filter({ hasText: 'Pay by card' }).click();
    const field = (name: string) => page.locator('#pane .field').filter({ hasText: name });
    const preconds = field('custom_preconds');
    expect(await preconds.locator('.side.left').innerText()).toBe('A card that is valid');
    expect(await preconds.locator('.side.right').innerText()).toBe('A card that has expired');
    expect(await preconds.locator('.side.left del').allTextContents()).toEqual(['is', 'valid']);
    expect(await preconds.locator('.side.right ins').allTextContents()).toEqual(['has', 'expired']);

    const steps = field('custom_steps_separated');
    expect(await steps.locator('h4').allTextContents()).toEqual([
      'Step 5 → 1, moved',
      'Step 1 → 2, same',
      'Step 2 → 3, same',
      'Step 3 → 4, changed',
      'Step 4 → 5, changed',
    ]);
    expect(await steps.locator('.step.changed').first().locator('ins').allTextContents()).toEqual(['whole ']);
  });

  it('leads to the cases in both projects', async () => {
    const { page } = await reader.open(htmlOf(EVENTS));
    await page.locator('.row').filter({ hasText: 'Pay by card' }).click();
    const links = page.locator('#pane .case a');
    expect(await links.allTextContents()).toEqual(['C11', 'C12']);
    for (const [n, id] of [11, 12].entries()) {
      expect(await links.nth(n).getAttribute('href')).toBe(
        `https://rail.example/index.php?/cases/view/${id}`,
      );
      expect(await links.nth(n).getAttribute('rel')).toContain('noopener');
    }
    // What it opens is caught before it leaves the machine.
    await page.context().route('**/*', (route) => route.fulfill({ body: 'the case' }));
    const [opened] = await Promise.all([page.context().waitForEvent('page'), links.first().click()]);
    await opened.waitForURL('https://rail.example/index.php?/cases/view/11');
  });

  it('is used by the keyboard alone', async () => {
    const { page } = await reader.open(htmlOf(EVENTS));
    const selected = () => page.locator('.row[aria-selected=true] .title').textContent();
    const focused = () =>
      page.evaluate<string>('document.activeElement.id || document.activeElement.tagName');
    const press = async (...keys: string[]): Promise<void> => {
      for (const key of keys) await page.keyboard.press(key);
    };
    expect(await selected()).toBe(ALL[0]);
    await press('j');
    expect(await focused()).toBe('list');
    await press('ArrowDown', 'j', 'k');
    expect(await selected()).toBe(ALL[2]);
    expect(await page.locator('#list').getAttribute('aria-activedescendant')).toBe('row-2');
    await press('Enter');
    expect(await focused()).toBe('H2');
    expect(await page.locator('#pane h2').innerText()).toContain('Log in');
    await press('Escape');
    expect(await focused()).toBe('list');
    expect(await page.locator('#pane h2').count()).toBe(0);
    await press('End');
    expect(await selected()).toBe(ALL[4]);
    await press('Home');
    expect(await selected()).toBe(ALL[0]);
    await press('/');
    expect(await focused()).toBe('search');
    await page.keyboard.type('jk/');
    expect(await page.locator('#search').inputValue()).toBe('jk/');
    await press('Escape');
    expect(await page.locator('#search').inputValue()).toBe('');
    expect(await titles(page)).toEqual(ALL);
    await press('Escape');
    expect(await focused()).toBe('list');
    const outline = await page.evaluate<string>('getComputedStyle(document.activeElement).outlineStyle');
    expect(outline).toBe('solid');
  });

  it('tells assistive programs what is what', async () => {
    const { page } = await reader.open(htmlOf(EVENTS));
    const list = page.getByRole('listbox', { name: 'Differences' });
    expect(await list.getByRole('option').count()).toBe(5);
    expect(await list.getByRole('option').nth(1).getAttribute('aria-posinset')).toBe('2');
    expect(await list.getByRole('option').nth(1).getAttribute('aria-setsize')).toBe('5');
    expect(await page.getByRole('searchbox', { name: 'search' }).count()).toBe(1);
    expect(await list.getByRole('img', { name: 'only left' }).count()).toBe(1);
    expect(await page.getByRole('status').textContent()).toBe('5 differences');
  });

  it('is dark or light as the reader has it', async () => {
    const { page } = await reader.open(htmlOf(EVENTS), { colorScheme: 'dark' });
    const ground = () => page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
    expect(await ground()).toBe('rgb(15, 19, 24)');
    await page.emulateMedia({ colorScheme: 'light' });
    expect(await ground()).toBe('rgb(255, 255, 255)');
  });

  it('keeps the parts of a place in order, whatever direction each is written in', async () => {
    const [suite, outer, inner] = ['دفع', 'بطاقات', 'Vouchers קופה'];
    const [left, right] = [41, 42].map((id) => aCase({ id, suite, section: `${outer} > ${inner}` }));
    const { page } = await reader.open(htmlOf([aStart(), aDifference({ left, right }), aSummary()]));
    await page.locator('.row').click();
    for (const place of [page.locator('.row .meta'), page.locator('#pane .case.left .place')]) {
      expect(await place.textContent()).toContain(`${suite} > ${outer} > ${inner}`);
      const parts = place.locator('bdi');
      expect((await parts.allTextContents()).slice(0, 3)).toEqual([suite, outer, inner]);
      const edges = await parts.evaluateAll((all) => all.map((part) => part.getBoundingClientRect().left));
      expect(edges).toEqual([...edges].sort((a, b) => a - b));
    }
  });

  it('is read on a narrow window: nothing is a letter a line, and the page does not scroll sideways', async () => {
    const long = `${'Averylongname'.repeat(20)} of a project`;
    const events = EVENTS.map((event) =>
      event.type === 'start' ? { ...event, left: { ...event.left, name: long } } : event,
    );
    for (const given of [EVENTS, events]) {
      const { page } = await reader.open(htmlOf(given), { viewport: { width: 380, height: 700 } });
      const overflow = () =>
        page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');
      expect(await overflow()).toBe(0);
      for (const side of await page.locator(".by-side th[scope='row']").all())
        expect((await side.boundingBox())!.width).toBeGreaterThan(30);
      // On one line each.
      for (const kind of await page.locator(".counts th[scope='row']").all())
        expect((await kind.boundingBox())!.height).toBeLessThan(40);
      for (const project of await page.locator('td.project').all())
        expect((await project.boundingBox())!.width).toBeGreaterThanOrEqual(150);
      await page.locator('.row').first().click();
      expect(await page.locator('#pane').isVisible()).toBe(true);
      expect(await overflow()).toBe(0);
    }
  });

  it('prints what the list shows, each difference with what differs', async () => {
    const { page } = await reader.open(htmlOf(EVENTS));
    await page.locator('#search').fill('card');
    await page.evaluate("dispatchEvent(new Event('beforeprint'))");
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('#print .detail h2').allInnerTexts()).toEqual(['~ Pay by card']);
    expect(await page.locator('#print .field').count()).toBe(2);
    expect(await page.locator('#print').isVisible()).toBe(true);
    expect(await page.locator('#list').isVisible()).toBe(false);
    await page.evaluate("dispatchEvent(new Event('afterprint'))");
    expect(await page.locator('#print .detail').count()).toBe(0);
    expect((await page.pdf()).subarray(0, 5).toString()).toBe('%PDF-');
  });
});
