import type { HeldCase } from '../../src/compare/held-case.js';
import { UnsettledIndex } from '../../src/compare/unsettled-index.js';

const held = (key: string | undefined, digest: string, hasText = true) =>
  ({ key, digest, hasText }) as unknown as HeldCase;

describe('what could yet be paired', () => {
  it('shares a key, or a content that holds some text', () => {
    const index = new UnsettledIndex([held('x', 'a')]);
    expect(index.couldPair(held('x', 'b'))).toBe(true);
    expect(index.couldPair(held('y', 'a'))).toBe(true);
    expect(index.couldPair(held('y', 'a', false))).toBe(false);
    expect(index.couldPair(held(undefined, 'b'))).toBe(false);
  });

  it('is forgotten once the last of its kind is settled, and not before', () => {
    const [one, other] = [held('x', 'a'), held('x', 'a')];
    const index = new UnsettledIndex([one, other]);
    index.remove(one);
    expect(index.couldPair(held('x', 'b'))).toBe(true);
    index.remove(other);
    expect(index.couldPair(held('x', 'a'))).toBe(false);
    expect(JSON.stringify(Object.values(index).map((counts) => (counts as Map<string, number>).size))).toBe(
      '[0,0]',
    );
  });
});
