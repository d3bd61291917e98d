import { copyReferences } from './copied-references.js';
import { contentOf, type Blueprint } from './content.js';
import { applyEdit, automationId, needsSteps, type EditKind } from './edits.js';
import { hash32 } from './random.js';
import { lengthOf, runAt, type Run } from './runs.js';
import { SECTIONS } from './tables.js';
import type { CaseContent, CaseJson, SectionJson, SimSuite } from './types.js';

/** Cases of one section. */
const SECTION_CASES = 20;
/** One section in this many is a top-level one; the others lie in it. */
const SECTION_GROUP = 6;
/** 2024-01-01T00:00:00Z in UNIX seconds; the right project was copied a year later. */
const EPOCH = 1_704_067_200;
const YEAR = 365 * 86_400;
/** In suites of the right alone one case in this many has the field that only the right has. */
const AUTOMATED_PERIOD = 18;

/** The differences planned for the cases of each blueprint, by its key. */
export type EditsOf = (key: number) => ReadonlyMap<number, EditKind> | undefined;

/** What a suite of a planned world is made from. Ids of cases and sections are consecutive from the first ones. */
export interface SuitePlan {
  id: number;
  side: 'left' | 'right';
  blueprint: Blueprint;
  slots: number;
  runs: readonly Run[];
  firstCaseId: number;
  firstSectionId: number;
  /** Its texts refer to copies of the attachments, with ids of their own. Defaults to false. */
  copiedAttachments?: boolean;
}

/** Number of sections of a suite with so many slots. */
export const sectionCount = (slots: number): number => Math.ceil(slots / SECTION_CASES);

function contentOn(
  side: 'left' | 'right',
  blueprint: Blueprint,
  slot: number,
  editsOf: EditsOf,
): CaseContent {
  const edits = editsOf(blueprint.key);
  const kind = edits?.get(slot);
  const content = contentOf(blueprint, slot, needsSteps(kind));
  if (
    kind === 'deletedBoth' ||
    (kind === 'deletedLeft' && side === 'left') ||
    (kind === 'deletedRight' && side === 'right')
  ) {
    content.is_deleted = 1;
  }
  // As TestRail does, the project that has the field hands it out with every case, empty or not.
  if (side === 'right') {
    content.custom_automation_id = !edits && slot % AUTOMATED_PERIOD === 0 ? automationId(slot) : null;
    if (kind) applyEdit(blueprint, slot, kind, content);
  }
  return content;
}

/** A suite whose cases are drawn when they are asked for. */
export function planSuite(plan: SuitePlan, editsOf: EditsOf): SimSuite {
  const { id, side, blueprint, slots, runs, firstCaseId, firstSectionId, copiedAttachments } = plan;
  const sections = sectionCount(slots);
  const length = lengthOf(runs);

  const caseAt = (index: number): CaseJson | undefined => {
    const run = runAt(runs, index);
    if (!run) return undefined;
    const slot = run.slot + index - run.start;
    const age = hash32(run.blueprint.seed, run.blueprint.key, slot, 0xa6e);
    const created = EPOCH + (age % YEAR);
    const content = contentOn(side, run.blueprint, slot, editsOf);
    if (copiedAttachments) copyReferences(content);
    return {
      id: firstCaseId + index,
      section_id: firstSectionId + Math.floor((run.besides ?? slot) / SECTION_CASES),
      milestone_id: null,
      created_by: 1 + (age % 7),
      created_on: created,
      updated_by: 1 + (age % 5),
      updated_on: created + (side === 'right' ? YEAR : age % 86_400),
      estimate_forecast: null,
      suite_id: id,
      display_order: index + 1,
      ...content,
    };
  };

  const sectionAt = (n: number): SectionJson => {
    const top = n % SECTION_GROUP === 0;
    return {
      id: firstSectionId + n,
      suite_id: id,
      name: `${SECTIONS[n % SECTIONS.length]} ${1 + Math.floor(n / SECTIONS.length)}`,
      description: null,
      parent_id: top ? null : firstSectionId + n - (n % SECTION_GROUP),
      display_order: n + 1,
      depth: top ? 0 : 1,
    };
  };

  return {
    id,
    name: blueprint.topic,
    description: `All that is tested of ${blueprint.topic}.`,
    is_master: false,
    is_baseline: false,
    is_completed: false,
    completed_on: null,
    length,
    caseAt,
    find: (wanted) => caseAt(wanted - firstCaseId),
    indexOf: (wanted) => (caseAt(wanted - firstCaseId) ? wanted - firstCaseId : -1),
    sections: () => Array.from({ length: sections }, (_, n) => sectionAt(n)),
  };
}
