/** What of a comparison's options contradicts itself is refused before anything is asked. */
import { COMPARED_FIELDS, neverCompared } from '../compare/index.js';
import { fetchOptions } from './attempt.js';
import { checkDuration, checkTarget } from './check-options.js';
import type { CompareOptions } from './compare-options.js';
import type { Target } from './plan.js';

/** @throws RangeError when a number is out of range, both sides are one project, or one server is given as two instances */
export function checkTargets({ left, right, progressMs = 334, ...options }: CompareOptions): void {
  for (const [side, target] of Object.entries({ left, right })) checkTarget(side, target);
  fetchOptions(options);
  if (options.deadlineMs !== undefined) checkDuration('deadlineMs', options.deadlineMs);
  if (!((options.spentMs ?? 0) >= 0))
    throw new RangeError(`spentMs is a number of 0 or more, not ${options.spentMs}`);
  const isAsked = !left.snapshot && !right.snapshot;
  if (isAsked && left.instance !== right.instance && left.instance.url === right.instance.url) {
    throw new RangeError(
      `${left.instance.url} is one server: give both sides the same instance, so that they share its limit`,
    );
  }
  const isOneProject = isAsked && left.instance === right.instance && left.projectId === right.projectId;
  if (isOneProject && !haveOwnSuites(left, right)) {
    throw new RangeError(
      `both sides are project ${left.projectId}; compare two different projects, or name a suite of it for each side`,
    );
  }
  checkDuration('progressMs', progressMs);
}

/** Each side reads suites of its own, and none of the other's. */
const haveOwnSuites = (left: Target, right: Target): boolean =>
  left.suites !== undefined &&
  right.suites !== undefined &&
  !left.suites.some((name) => right.suites!.map(String).includes(String(name)));

/** What every case has, and no field map can name otherwise. */
const OF_EVERY_CASE = new Set(['title', 'id', 'suite', 'suite_id', 'section', 'section_id']);

/**
 * Else "no differences" would be the answer to a slip.
 *
 * @throws RangeError when nothing of what is named is compared, or the field map names what has one name
 */
export function checkFields({ fields, ignoreFields = [], fieldMap = new Map() }: CompareOptions): void {
  const fixed = [...fieldMap].flat().find((field) => OF_EVERY_CASE.has(field));
  if (fixed !== undefined)
    throw new RangeError(
      `${fixed} is what it is on both sides, and no other field; leave it out of the field map`,
    );
  if (!fields) return;
  const never = neverCompared(fields);
  if (never.length > 0)
    throw new RangeError(`no case is compared by ${never.join(', ')}; name ${COMPARED_FIELDS}`);
  if (fields.length > 0 && fields.every((field) => ignoreFields.includes(field)))
    throw new RangeError(
      `all of ${fields.join(', ')} is to be compared alone and left out as well, so nothing is left; name ${COMPARED_FIELDS}`,
    );
}

const KEY_FIELD = /^(title|suite|section|refs|id|estimate|(template|type|priority|milestone)_id|custom_\w+)$/;

/** @throws RangeError when cases are to be matched or chosen by what is not read, or by ids that are another instance's */
export function checkKey({
  matchBy = ['title'],
  sections = false,
  similarity,
  scope,
  names = false,
  left,
  right,
}: CompareOptions): void {
  if (similarity !== undefined && !(similarity > 0 && similarity <= 1))
    throw new RangeError(`similarity is a number above 0 and at most 1, not ${similarity}`);
  if (matchBy.length === 0) throw new RangeError('matchBy names one field or more');
  const unknown = matchBy.find((field) => !KEY_FIELD.test(field));
  if (unknown !== undefined)
    throw new RangeError(
      `cases cannot be matched by ${JSON.stringify(unknown)}; name title, suite, section, refs, id or a custom_… field`,
    );
  if (matchBy.every((field) => field === 'suite' || field === 'section'))
    throw new RangeError('cases are matched by more than suite and section; name title or another field too');
  if (matchBy.includes('section') && !sections)
    throw new RangeError('cases can be matched by section only where sections are read');
  if (scope?.sections?.length && !sections)
    throw new RangeError('cases can be chosen by section only where sections are read');
  if (left.instance.url === right.instance.url) return;
  if (matchBy.includes('id'))
    throw new RangeError('id means nothing on another instance; match by another field');
  const byId = matchBy.find((field) => /^(template|type|priority|milestone)_id$/.test(field));
  if (byId !== undefined && !names)
    throw new RangeError(
      `${byId} means nothing on another instance but by its names; have them read, or match by another field`,
    );
}
