import type { ContentReader } from './content.js';
import {
  type Aspect,
  type CaseSummary,
  type DifferenceEvent,
  type FieldDifference,
  type Kind,
  type Side,
} from './events.js';
import type { HeldCase } from './held-case.js';
import type { Pair } from './match.js';
import type { Sides } from './side-state.js';
import type { SuiteState } from './suite-state.js';

export type Certain = Exclude<Kind, 'undetermined'>;

/** Words a statement about a pair or about a case without a partner: kind, aspects and fields. */
export class Statements {
  constructor(
    private readonly sides: Sides,
    private readonly reader: ContentReader,
  ) {}

  identical(pair: Pair): DifferenceEvent {
    return this.statement(
      'identical',
      [],
      pair.left.title,
      this.summary('left', pair.left),
      this.summary('right', pair.right),
      [],
    );
  }

  /** A pair that differs, with its kind as far as it is certain. */
  pair(pair: Pair, certain: boolean): DifferenceEvent {
    const { left, right } = pair;
    const aspects: Aspect[] = [];
    if (left.digest !== right.digest) aspects.push('content');
    if (left.title !== right.title) aspects.push('title');
    if (!this.inOnePlace(pair)) aspects.push('place');
    const event = this.statement(
      kindOf(aspects),
      aspects,
      left.title,
      this.summary('left', left),
      this.summary('right', right),
      this.fields(left, right, aspects),
    );
    if (pair.candidates) event.candidates = pair.candidates;
    return certain ? event : undetermined(event);
  }

  single(side: Side, held: HeldCase, certain: boolean): DifferenceEvent {
    const summary = this.summary(side, held);
    const kind = side === 'left' ? 'onlyLeft' : 'onlyRight';
    const [left, right] = side === 'left' ? [summary, null] : [null, summary];
    const event = this.statement(kind, [], held.title, left, right, []);
    return certain ? event : undetermined(event);
  }

  private statement(
    kind: Certain,
    aspects: Aspect[],
    title: string,
    left: CaseSummary | null,
    right: CaseSummary | null,
    fields: FieldDifference[],
  ): DifferenceEvent {
    return { type: 'difference', kind, aspects, key: { title }, title, left, right, fields };
  }

  private fields(left: HeldCase, right: HeldCase, aspects: readonly Aspect[]): FieldDifference[] {
    const fields: FieldDifference[] = [];
    if (aspects.includes('title')) fields.push({ field: 'title', left: left.title, right: right.title });
    if (aspects.includes('place')) {
      fields.push({
        field: 'suite',
        left: this.suite('left', left).name,
        right: this.suite('right', right).name,
      });
    }
    // The fields of two different copies of one case may be gone; that they differ is known all the same.
    if (aspects.includes('content') && left.fields && right.fields) {
      fields.push(...this.reader.differences(left.fields, right.fields));
    }
    return fields;
  }

  private summary(side: Side, held: HeldCase): CaseSummary {
    const suite = this.suite(side, held);
    return {
      id: held.id,
      url: `${this.sides[side].opened.url}/index.php?/cases/view/${held.id}`,
      suiteId: suite.id,
      suite: suite.name,
      sectionId: held.sectionId,
      title: held.title,
    };
  }

  private inOnePlace({ left, right }: Pair): boolean {
    return this.sides.left.places[left.suite] === this.sides.right.places[right.suite];
  }

  private suite(side: Side, held: HeldCase): SuiteState {
    return this.sides[side].suites[held.suite]!;
  }
}

/** `changed` if the content differs, else `renamed` if the title does, else `moved`. */
function kindOf(aspects: readonly Aspect[]): Certain {
  if (aspects.includes('content')) return 'changed';
  return aspects.includes('title') ? 'renamed' : 'moved';
}

const undetermined = (event: DifferenceEvent): DifferenceEvent => ({
  ...event,
  kind: 'undetermined',
  likely: event.kind as Certain,
});
