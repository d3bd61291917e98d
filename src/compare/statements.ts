import { sameContent } from './attached.js';
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
import type { KeyReader } from './key.js';
import type { Pair } from './match.js';
import type { Sides } from './side-state.js';
import type { SuiteState } from './suite-state.js';

export type Certain = Exclude<Kind, 'undetermined'>;

/** Words a statement about a pair or about a case without a partner: kind, aspects and fields. */
export class Statements {
  constructor(
    private readonly sides: Sides,
    private readonly reader: ContentReader,
    private readonly keys: KeyReader,
  ) {}

  /** @param certain false where they may stand in two sections */
  identical(pair: Pair, certain: boolean): DifferenceEvent {
    const event = this.statement('identical', [], pair.left, pair, []);
    if (pair.left.written !== pair.right.written) event.formatting = true;
    return certain ? event : undetermined(event);
  }

  /** A pair that differs, with its kind as far as it is certain. */
  pair(pair: Pair, certain: boolean): DifferenceEvent {
    const { left, right } = pair;
    const aspects: Aspect[] = [];
    if (!sameContent(left, right)) aspects.push('content');
    if (!this.keys.sameTitle(left, right)) aspects.push('title');
    if (!this.inOnePlace(pair)) aspects.push('place');
    // What one of them refers to could not be read, and nothing else differs.
    if (aspects.length === 0) return this.identical(pair, certain);
    const event = this.statement(kindOf(aspects), aspects, left, pair, this.fields(left, right, aspects));
    if (pair.candidates) event.candidates = pair.candidates;
    if (aspects.includes('content') && !(left.fields && right.fields)) event.fieldsUnknown = true;
    return certain ? event : undetermined(event);
  }

  single(side: Side, held: HeldCase, certain: boolean): DifferenceEvent {
    const kind = side === 'left' ? 'onlyLeft' : 'onlyRight';
    const event = this.statement(kind, [], held, { [side]: held }, []);
    return certain ? event : undetermined(event);
  }

  /** @param first whose key and title stand for both */
  private statement(
    kind: Certain,
    aspects: Aspect[],
    first: HeldCase,
    { left, right, by, score }: Partial<Pair>,
    fields: FieldDifference[],
  ): DifferenceEvent {
    const suite = this.suite(left ? 'left' : 'right', first);
    return {
      type: 'difference',
      kind,
      aspects,
      key: this.keys.shown(first, suite.name),
      title: first.title,
      left: left ? this.summary('left', left) : null,
      right: right ? this.summary('right', right) : null,
      fields,
      ...(by && left && right && { matchedBy: this.keys.isSettled(left, right) ? ('map' as const) : by }),
      ...(score !== undefined && { score }),
    };
  }

  private fields(left: HeldCase, right: HeldCase, aspects: readonly Aspect[]): FieldDifference[] {
    const fields: FieldDifference[] = [];
    if (aspects.includes('title')) fields.push({ field: 'title', left: left.title, right: right.title });
    if (!this.inOneSuite({ left, right })) {
      fields.push({
        field: 'suite',
        left: this.suite('left', left).name,
        right: this.suite('right', right).name,
      });
    }
    if (!inOneSection({ left, right }))
      fields.push({ field: 'section', left: left.path!.text, right: right.path!.text });
    // They may have gone with an equal case that has changed since; that the two differ is known all the same.
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
      ...(held.path && { section: held.path.own ?? held.path.text }),
      title: held.title,
    };
  }

  private inOnePlace(pair: Both): boolean {
    return this.inOneSuite(pair) && inOneSection(pair);
  }

  private inOneSuite({ left, right }: Both): boolean {
    return this.sides.left.places[left.suite] === this.sides.right.places[right.suite];
  }

  private suite(side: Side, held: HeldCase): SuiteState {
    return this.sides[side].suites[held.suite]!;
  }
}

type Both = Pick<Pair, 'left' | 'right'>;

/** Two sections are one where they have the same path of names. Of one that is not known nothing is said. */
const inOneSection = ({ left, right }: Both): boolean =>
  !left.path || !right.path || left.path.mark === right.path.mark;

/** `changed` if the content differs, else `renamed` if the title does, else `moved` if the place does. */
function kindOf(aspects: readonly Aspect[]): Certain {
  if (aspects.includes('content')) return 'changed';
  if (aspects.includes('title')) return 'renamed';
  return aspects.includes('place') ? 'moved' : 'identical';
}

const undetermined = (event: DifferenceEvent): DifferenceEvent => ({
  ...event,
  kind: 'undetermined',
  likely: event.kind as Certain,
});
