import { canonicalText } from '../../compare/canonical.js';
import type { FieldDifference } from '../../compare/events.js';
import { attachmentLines } from '../attachment-words.js';
import { linkLines } from '../link-words.js';
import { diffSteps, stepsOf, type Step, type StepChange } from '../step-diff.js';
import type { PageField, PageStep, PageText } from './page-data.js';
import { pageDiff, pageString, pageText } from './page-text.js';

/** A value as a text that is compared by word. */
const valueText = (value: unknown, name?: string): string => {
  if (value === null || value === undefined) return '';
  const text = typeof value === 'string' ? value : JSON.stringify(value, null, 2);
  return name === undefined ? text : `${name} (${text})`;
};

/** Short values are read as wholes: of `2` and `25` no part is the same to a person. */
const isWhole = (value: unknown): boolean => typeof value !== 'string' && typeof value !== 'object';

const valueDiff = ({ left, right, leftName, rightName }: FieldDifference): PageText => {
  const [before, after] = [valueText(left, leftName), valueText(right, rightName)];
  const named = leftName !== undefined || rightName !== undefined;
  if (!named && !isWhole(left) && !isWhole(right)) return pageDiff(before, after);
  return [...pageText('removed', before), ...pageText('added', after)];
};

/** The members of a step that hold something, `content` first, then as the step has them. */
const membersOf = (...steps: readonly Step[]): string[] => {
  const names = new Set(steps.flatMap((step) => ['content', 'expected', ...Object.keys(step)]));
  return [...names].filter((name) => steps.some((step) => canonicalText(step[name]) !== ''));
};

const membersText = (step: Step, kind: 'same' | 'removed' | 'added'): PageStep['parts'] =>
  membersOf(step).map((name) => ({ name: pageString(name), text: pageText(kind, valueText(step[name])) }));

const changedText = (left: Step, right: Step, parts: readonly string[]): PageStep['parts'] => {
  const changed = new Set(parts);
  return membersOf(left, right).map((name) => ({
    name: pageString(name),
    text: changed.has(name)
      ? pageDiff(valueText(left[name]), valueText(right[name]))
      : pageText('same', valueText(right[name])),
  }));
};

const pageStep = (change: StepChange): PageStep => {
  switch (change.kind) {
    case 'removed':
      return { kind: 'removed', left: change.left, parts: membersText(change.leftStep, 'removed') };
    case 'added':
      return { kind: 'added', right: change.right, parts: membersText(change.rightStep, 'added') };
    case 'changed': {
      const { left, right, leftStep, rightStep, parts } = change;
      return { kind: 'changed', left, right, parts: changedText(leftStep, rightStep, parts) };
    }
    default: {
      const { kind, left, right, rightStep } = change;
      return { kind, left, right, parts: membersText(rightStep, 'same').slice(0, 1) };
    }
  }
};

/** *A differing field as the page shows it:* steps step by step, everything else by word, and the files and cases that are other ones. */
export const pageField = (difference: FieldDifference, field: number): PageField => {
  const [left, right] = [stepsOf(difference.left), stepsOf(difference.right)];
  const hasSteps = left !== undefined && right !== undefined && left.length + right.length > 0;
  const files = [...attachmentLines(difference), ...linkLines(difference)];
  return {
    field,
    ...(hasSteps
      ? { steps: diffSteps(left, right, difference.stepParts).map(pageStep) }
      : { text: valueDiff(difference) }),
    ...(files.length > 0 && { files }),
  };
};
