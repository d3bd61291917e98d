import { drawStep, type Blueprint } from './content.js';
import { drawFrom, hash32 } from './random.js';
import { sharesTitle } from './titles.js';
import type { CaseContent, StepJson } from './types.js';

/** A difference planned into one case. `movedChanged` is moved and changed; `fieldOnlyRight` a custom field the left never has. */
export type EditKind =
  | 'priority'
  | 'type'
  | 'text'
  | 'refs'
  | 'estimate'
  | 'stepAdded'
  | 'stepChanged'
  | 'fieldOnlyRight'
  | 'renamed'
  | 'moved'
  | 'movedChanged'
  | 'onlyLeft'
  | 'onlyRight'
  | 'deletedLeft'
  | 'deletedRight'
  | 'deletedBoth';

/** Each kind once, those that a comparison tells apart first, so that a small world has them all. */
export const EDIT_KINDS: readonly EditKind[] = [
  'text',
  'renamed',
  'moved',
  'onlyLeft',
  'onlyRight',
  'stepChanged',
  'movedChanged',
  'fieldOnlyRight',
  'deletedRight',
  'priority',
  'deletedLeft',
  'refs',
  'type',
  'stepAdded',
  'estimate',
  'deletedBoth',
];

/** Then these, over and over: two of three differences are changed contents, as in projects that live on. */
const OFTEN: readonly EditKind[] = [
  'text',
  'priority',
  'fieldOnlyRight',
  'stepChanged',
  'renamed',
  'refs',
  'onlyLeft',
  'text',
  'estimate',
  'moved',
  'stepAdded',
  'type',
  'onlyRight',
  'fieldOnlyRight',
  'text',
  'stepChanged',
  'priority',
  'renamed',
  'deletedRight',
  'refs',
  'fieldOnlyRight',
  'text',
  'movedChanged',
  'estimate',
  'onlyLeft',
  'stepAdded',
  'type',
  'moved',
  'fieldOnlyRight',
  'onlyRight',
  'priority',
  'stepChanged',
  'renamed',
  'deletedLeft',
  'deletedBoth',
];

/** The kind of the n-th difference of a world. */
function editKind(n: number): EditKind {
  const kind = n < EDIT_KINDS.length ? EDIT_KINDS[n] : OFTEN[(n - EDIT_KINDS.length) % OFTEN.length];
  return kind as EditKind;
}

/** Kinds that leave the case on both sides, in its suite and with its title. */
const CONTENT_KINDS = new Set<EditKind>([
  'priority',
  'type',
  'text',
  'refs',
  'estimate',
  'stepAdded',
  'stepChanged',
  'fieldOnlyRight',
]);

export const changesContentOnly = (kind: EditKind): boolean => CONTENT_KINDS.has(kind);

/** Kinds that are about steps need a case that has some. */
export const needsSteps = (kind: EditKind | undefined): boolean =>
  kind === 'stepAdded' || kind === 'stepChanged';

/**
 * Spreads `count` differences evenly over `slots` slots, each at a random place of its stretch.
 *
 * A case whose title another one shares is only ever changed in content: were it renamed, moved or taken away, its
 * twin would take its place in a comparison, and the world would no longer know its own truth.
 *
 * @param first number of the first of these differences among all of the world; decides the kinds
 * @param canMove whether there is another suite to move to
 */
export function spreadEdits(
  blueprint: Blueprint,
  slots: number,
  count: number,
  first: number,
  canMove: boolean,
): Map<number, EditKind> {
  const draw = drawFrom(hash32(blueprint.seed, blueprint.key, 0xed17));
  const edits = new Map<number, EditKind>();
  for (let n = 0; n < count; n++) {
    const from = Math.floor((n * slots) / count);
    const to = Math.floor(((n + 1) * slots) / count);
    let slot = from + draw(to - from);
    let kind = editKind(first + n);
    if (!canMove && (kind === 'moved' || kind === 'movedChanged')) kind = 'renamed';
    if (!changesContentOnly(kind) && sharesTitle(slot)) {
      if (slot + 1 < to) slot++;
      else if (slot > from) slot--;
      else kind = 'text';
    }
    edits.set(slot, kind);
  }
  return edits;
}

/** What the right side says where the left says `content`. Changes `content` itself. */
export function applyEdit(blueprint: Blueprint, slot: number, kind: EditKind, content: CaseContent): void {
  const draw = drawFrom(hash32(blueprint.seed, blueprint.key, slot, 0xd1ff));
  const steps = (content.custom_steps_separated as StepJson[] | null) ?? [];
  switch (kind) {
    case 'priority':
      content.priority_id = (content.priority_id % 4) + 1;
      break;
    case 'type':
      content.type_id = (content.type_id % 12) + 1;
      break;
    case 'text':
    case 'movedChanged':
      content.custom_preconds = [content.custom_preconds, `Added in revision ${2 + draw(7)}.`]
        .filter(Boolean)
        .join('\n');
      break;
    case 'refs':
      content.refs = [content.refs, `NEW-${draw(900)}`].filter(Boolean).join(', ');
      break;
    case 'estimate':
      content.estimate = content.estimate === null ? '15m' : null;
      break;
    case 'stepAdded':
      content.custom_steps_separated = [...steps, drawStep(draw, 60)];
      break;
    case 'stepChanged':
      content.custom_steps_separated = steps.map((step, n) =>
        n === 1 ? { ...step, expected: `${step.expected} Revised.` } : step,
      );
      break;
    case 'fieldOnlyRight':
      content.custom_automation_id = automationId(slot);
      break;
    case 'renamed':
      content.title += ' – revised';
      break;
    case 'moved':
    case 'onlyLeft':
    case 'onlyRight':
    case 'deletedLeft':
    case 'deletedRight':
    case 'deletedBoth':
      break;
  }
}

/** A value of the field that only the right project has. */
export const automationId = (slot: number): string => `auto.payments.case_${slot}`;
