import type { DifferenceEvent } from '../../src/compare/events.js';
import { aCase, aDifference, aStart, aSummary, onlyLeft } from '../support/report-events.js';
import { describeInChromium, htmlOf } from './support/report.js';

const COUNT = 20_000;

/** Far more than a window holds, far less than all. */
const MOST_ROWS = 100;

const differences = Array.from({ length: COUNT }, (_, n): DifferenceEvent => {
  const title = `Case ${String(n).padStart(5, '0')}: pay by card as a guest after the daily limit`;
  const of = (id: number) =>
    aCase({ id, title, suite: `Suite ${n % 31}`, url: `https://rail.example/index.php?/cases/view/${id}` });
  if (n % 10 === 0) return onlyLeft(of(n + 1));
  const text = `Precondition of case ${n}: a customer with a valid card and an empty basket. `.repeat(4);
  const steps = Array.from({ length: 5 }, (_, at) => ({
    content: `Do thing ${at} of case ${n}`,
    expected: 'It is done',
  }));
  return aDifference({
    left: of(n + 1),
    right: of(n + 100_001),
    fields: [
      { field: 'custom_preconds', left: text, right: `${text}Revised.` },
      {
        field: 'custom_steps_separated',
        left: steps,
        right: [...steps, { content: 'Sign out', expected: '' }],
      },
      { field: 'priority_id', left: 1, right: 2 },
    ],
  });
});

describeInChromium('20,000 differences', (reader) => {
  it('open, scroll, are searched and filtered with few rows in the document', async () => {
    const made = performance.now();
    const html = htmlOf([aStart(), ...differences, aSummary()]);
    const opening = performance.now();
    const { page, complaints } = await reader.open(html);
    await page.locator('.row').first().waitFor();
    const opened = performance.now();

    const rows = () => page.locator('.row').count();
    const titleAt = (n: number) => page.locator(`[aria-posinset="${n + 1}"] .title`).textContent();
    expect(await page.locator('#found').textContent()).toBe('20,000 differences');
    expect(await rows()).toBeLessThan(MOST_ROWS);
    expect(await page.evaluate('document.querySelectorAll("*").length')).toBeLessThan(2_500);

    const first = await titleAt(0);
    await page.locator('#list').focus();
    await page.keyboard.press('End');
    expect(await titleAt(COUNT - 1)).not.toBe(first);
    expect(await rows()).toBeLessThan(MOST_ROWS);

    // Frame by frame through the list, a window at a time; the longest frame tells whether it is smooth.
    const frames = await page.evaluate<number[]>(`new Promise((resolve) => {
      const list = document.getElementById('list');
      list.scrollTop = 0;
      const frames = [];
      let before = performance.now();
      const next = (now) => {
        frames.push(now - before);
        before = now;
        list.scrollTop += list.clientHeight;
        if (frames.length < 120) requestAnimationFrame(next); else resolve(frames.slice(1));
      };
      requestAnimationFrame(next);
    })`);
    expect(await rows()).toBeLessThan(MOST_ROWS);

    const searching = performance.now();
    await page.locator('#search').fill('case 12345: c12346');
    expect(await page.locator('#found').textContent()).toBe('1 of 20,000 differences');
    const searched = performance.now();
    expect(await page.locator('.row').count()).toBe(1);
    await page.locator('.row').click();
    expect(await page.locator('#pane .field').count()).toBe(3);
    await page.locator('#reset').click();
    await page.locator('#kind').selectOption('onlyLeft');
    expect(await page.locator('#found').textContent()).toBe('2,000 of 20,000 differences');
    expect(await rows()).toBeLessThan(MOST_ROWS);
    expect(complaints).toEqual([]);

    const sorted = [...frames].sort((a, b) => a - b);
    const ms = (duration: number): string => `${Math.round(duration)} ms`;
    process.stderr.write(
      `20,000 differences, ${(html.length / 1e6).toFixed(1)} MB: made in ${ms(opening - made)}, opened in ${ms(opened - opening)}, ` +
        `searched first in ${ms(searched - searching)}; frames while scrolling: median ${ms(sorted[sorted.length >> 1]!)}, ` +
        `longest ${ms(sorted.at(-1)!)}\n`,
    );
  });
});
