import type {
  PageCase,
  PageData,
  PageDifference,
  PageField,
  PageStep,
  PageText,
} from '../src/report/html/page-data.js';
import { element, webLink } from './dom.js';
import { bothTitles, kindSign, placeOf } from './row.js';
import { count, counted, KIND_WORDS } from './words.js';

type Side = 'left' | 'right';

/** The text of one side: what the other one has not is marked. */
function sideText(text: PageText, side: Side): HTMLElement {
  const cell = element('div', { class: `side ${side}`, dir: 'auto' });
  for (const [sign, part] of text) {
    if (sign === 'leftOut')
      cell.append(element('span', { class: 'left-out' }, ` … ${counted(part, 'character')} … `));
    else if (sign === 0) cell.append(part);
    else if (sign === -1 && side === 'left') cell.append(element('del', {}, part));
    else if (sign === 1 && side === 'right') cell.append(element('ins', {}, part));
  }
  if (cell.childNodes.length === 0) cell.append(element('span', { class: 'none' }, '(none)'));
  return cell;
}

const twoSides = (text: PageText): HTMLElement =>
  element('div', { class: 'sides' }, sideText(text, 'left'), sideText(text, 'right'));

/** "Step 2, changed", "Step 5 → 1, moved". */
function stepName({ kind, left, right }: PageStep): string {
  const numbers = [...new Set([left, right])].filter((n) => n !== undefined).map(count);
  return `Step ${numbers.join(' → ')}, ${kind}`;
}

/** The one member that is told of a step that stayed needs no name. */
function stepOf(step: PageStep): HTMLElement {
  const isTold = step.kind !== 'same' && step.kind !== 'moved';
  return element(
    'li',
    { class: `step ${step.kind}` },
    element('h4', {}, stepName(step)),
    ...step.parts.flatMap(({ name, text }) => [...(isTold ? [element('h5', {}, name)] : []), twoSides(text)]),
  );
}

function fieldOf(field: PageField, { fields }: PageData): HTMLElement {
  const name = element('h3', {}, fields[field.field] ?? '');
  const value = 'text' in field ? twoSides(field.text) : element('ol', {}, ...field.steps.map(stepOf));
  const files = (field.files ?? []).map((line) => element('p', { class: 'file' }, line));
  return element('section', { class: 'field' }, name, value, ...files);
}

function caseOf(side: Side, of: PageCase | null, data: PageData): HTMLElement {
  const name = element('div', { class: 'side-name' }, side);
  if (!of) return element('div', { class: `case ${side}` }, name, element('p', { class: 'none' }, 'no case'));
  return element(
    'div',
    { class: `case ${side}` },
    name,
    element('p', {}, webLink(`C${of.id}`, of.url)),
    element('p', { dir: 'auto' }, of.title),
    element('p', { class: 'place' }, ...placeOf(data, of)),
  );
}

/** A difference as a whole: both cases with their links, and each differing field side by side. */
export function detailOf(difference: PageDifference, data: PageData): HTMLElement {
  const { kind, left, right, remarks, fields } = difference;
  const said = `${KIND_WORDS[kind].name}${remarks === '' ? '' : ` ${remarks}`}`;
  return element(
    'article',
    { class: 'detail' },
    element('h2', { tabindex: '-1' }, kindSign(kind), ' ', ...bothTitles(difference)),
    element('p', { class: 'kind' }, said),
    element('div', { class: 'cases' }, caseOf('left', left, data), caseOf('right', right, data)),
    ...fields.map((field) => fieldOf(field, data)),
  );
}
