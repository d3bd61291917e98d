/** What the simulator holds and held, and what follows from it: nothing here is told by raildiff. */
import type { CaseJson, Edit, Simulator, World as Instance } from '../../src/simulator/index.js';
import type { Side } from '../../src/compare/events.js';
import type { TestCase } from '../../src/compare/test-case.js';
import type { World, WorldSuite } from '../support/oracle.js';
import { LEFT, RIGHT } from './draw.js';

/** A case as it was made by an edit, undefined where it is gone; or a suite that is gone. */
interface Change {
  suiteId: number;
  id?: number;
  now?: CaseJson;
}

const PROJECTS: Record<Side, number> = { left: LEFT, right: RIGHT };

/** Sees every edit of a simulator as it is done. */
export class Watch {
  private readonly first: World;
  private readonly changes: Change[] = [];
  private known: { worlds: World[]; changes: number };
  private readonly lists = new Map<number, CaseJson[][]>();
  private readonly movedIds = new Set<number>();

  constructor(private readonly simulator: Simulator) {
    const world = simulator.world as Instance & { edit(edit: Edit): boolean };
    this.first = { left: suitesOf(world, LEFT), right: suitesOf(world, RIGHT) };
    this.known = { worlds: [this.first], changes: 0 };
    for (const { id } of [...this.first.left, ...this.first.right]) this.lists.set(id, [simulator.cases(id)]);
    const edit = world.edit.bind(world);
    world.edit = (what) => {
      const suites = [...new Set([what.suiteId, what.move?.to ?? what.suiteId])];
      const before = suites.map((id) => this.casesOf(id));
      const done = edit(what);
      suites.forEach((id, n) => this.changed(id, before[n], this.casesOf(id)));
      if (what.move && 'id' in what.move) this.movedIds.add(what.move.id);
      return done;
    };
  }

  get isEdited(): boolean {
    return this.changes.length > 0;
  }

  /** The lists of a suite, one after the other. */
  listsOf(suiteId: number): readonly CaseJson[][] {
    return this.lists.get(suiteId)!;
  }

  /**
   * Every world that may be the one that was read: a change is seen or not, by when its page was read. That is more than
   * the instance ever was at one moment, and no less than what a reader of pages can tell.
   */
  worlds(): World[] {
    let { worlds } = this.known;
    for (const change of this.changes.slice(this.known.changes))
      worlds = [...worlds, ...worlds.map((world) => withChange(world, change))];
    this.known = { worlds, changes: this.changes.length };
    return worlds;
  }

  /** Cases of a side that were moved, and were there all the time. */
  moved(side: Side): number[] {
    const now = this.first[side].flatMap(({ id }) => this.casesOf(id) ?? []);
    return now.filter(({ id, is_deleted }) => this.movedIds.has(id) && !is_deleted).map(({ id }) => id);
  }

  private casesOf(suiteId: number): CaseJson[] | undefined {
    try {
      return this.simulator.cases(suiteId);
    } catch {
      return undefined;
    }
  }

  private changed(suiteId: number, before: CaseJson[] | undefined, after: CaseJson[] | undefined): void {
    if (!before) return;
    if (!after) {
      this.changes.push({ suiteId });
      return;
    }
    this.lists.get(suiteId)!.push(after);
    const was = new Map(before.map((each) => [each.id, JSON.stringify(each)]));
    const is = new Map(after.map((each) => [each.id, each]));
    for (const [id, now] of is)
      if (was.get(id) !== JSON.stringify(now)) this.changes.push({ suiteId, id, now });
    for (const id of was.keys()) if (!is.has(id)) this.changes.push({ suiteId, id });
  }
}

const suitesOf = (world: Instance, project: number): WorldSuite[] =>
  world.projects.get(project)!.suites.map((suite) => ({
    id: suite.id,
    name: suite.name,
    cases: Array.from({ length: suite.length }, (_, index) => suite.caseAt(index) as unknown as TestCase),
    sections: suite.sections().map(({ id, name, parent_id }) => ({ id, name, parentId: parent_id })),
  }));

function withChange(world: World, { suiteId, id, now }: Change): World {
  const changed = (suites: WorldSuite[]): WorldSuite[] =>
    suites.flatMap((suite) => {
      if (suite.id !== suiteId) return [suite];
      if (id === undefined) return [];
      const others = suite.cases.filter((each) => each.id !== id);
      return [{ ...suite, cases: now ? [...others, now as unknown as TestCase] : others }];
    });
  return { left: changed(world.left), right: changed(world.right) };
}

/** What was handed on of a world: its suites, and of their cases those that arrived. */
export const worldOfThese = (world: World, ids: Record<Side, ReadonlySet<number>>): World => {
  const of = (side: Side): WorldSuite[] =>
    world[side].map((suite) => ({ ...suite, cases: suite.cases.filter(({ id }) => ids[side].has(id)) }));
  return { left: of('left'), right: of('right') };
};

export const projectOf = (side: Side): number => PROJECTS[side];
