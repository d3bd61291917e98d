import { LiveSuite, type CaseAt } from './live-suite.js';
import type { CaseJson, SimProject, World } from './types.js';

/** One change of the data, such as a person makes it while a client reads. What is named is done, in this order. */
export interface Edit {
  /** The suite that is edited; ids of suites are unique in an instance. */
  suiteId: number;
  /** Deletes a case: every later one moves one place down. */
  remove?: CaseAt;
  /**
   * Adds a case at this index: that one and every later one move one place up. A negative index counts from the end, -1
   * adds at the end. What `case` leaves out gets an ordinary value, its id the next free one.
   */
  insert?: { index: number; case?: Partial<CaseJson> };
  /** Changes fields of a case; its `updated_on` becomes later unless that is given. */
  update?: CaseAt & { fields: Partial<CaseJson> };
  /**
   * Moves a case to another suite of the project, or within its own where `to` is left out: it leaves its place, is put at
   * this index as `insert` does, and its `updated_on` becomes later.
   */
  move?: CaseAt & { to?: number; at: number };
  /** Deletes the suite with all its cases: asked for, it is a 400 from then on. */
  removeSuite?: boolean;
}

/** Ids of cases that are added; no planned world reaches so far. */
const FIRST_ADDED_ID = 90_000_001;

/** A world that is edited while it is served. The one it was made of is left as it is. */
export class LiveWorld implements World {
  readonly projects: Map<number, SimProject>;
  readonly attachments: World['attachments'];
  /** Of the world as it was planned: there is none once it was edited. */
  truth?: World['truth'];
  /** It is other than the one that it was made of. */
  isEdited = false;
  private nextId = FIRST_ADDED_ID;

  constructor(world: World) {
    this.truth = world.truth;
    this.attachments = world.attachments;
    this.projects = new Map(
      [...world.projects].map(([id, project]) => [
        id,
        {
          ...project,
          suites: project.suites.map((suite) => new LiveSuite(suite)),
          ...(project.unlisted && { unlisted: new LiveSuite(project.unlisted) }),
        },
      ]),
    );
  }

  /**
   * Edits the data. A scheduled edit may come too late, when what it is about is gone already.
   *
   * @return false where there is no such suite or no such case; what could be done of the edit is done
   */
  edit({ suiteId, remove, insert, update, move, removeSuite }: Edit): boolean {
    const suite = this.suite(suiteId);
    if (!suite) return false;
    delete this.truth;
    this.isEdited = true;
    let done = true;
    if (remove) done = suite.remove(remove) && done;
    if (insert) suite.insert(insert.index, { ...insert.case, id: insert.case?.id ?? this.nextId++ });
    if (update) {
      const { fields, ...which } = update;
      done = suite.update(which, fields) && done;
    }
    if (move) done = this.move(suite, move) && done;
    if (removeSuite) this.removeSuite(suite);
    return done;
  }

  has(suiteId: number): boolean {
    return this.suite(suiteId) !== undefined;
  }

  /** The list of a suite as it is now, deleted cases of the recycle bin included; undefined where there is no such suite. */
  cases(suiteId: number): CaseJson[] | undefined {
    const suite = this.suite(suiteId);
    return suite && Array.from({ length: suite.length }, (_, index) => suite.caseAt(index) as CaseJson);
  }

  private move(from: LiveSuite, { to = from.id, at, ...which }: NonNullable<Edit['move']>): boolean {
    const target = this.suite(to);
    const moved = target && from.take(which);
    if (!moved) return false;
    target.insert(at, moved);
    return true;
  }

  private removeSuite(suite: LiveSuite): void {
    for (const project of this.projects.values()) {
      project.suites = project.suites.filter((one) => one !== suite);
      if (project.unlisted === suite) delete project.unlisted;
    }
  }

  private suite(id: number): LiveSuite | undefined {
    for (const { suites, unlisted } of this.projects.values()) {
      const suite = suites.find((one) => one.id === id) ?? (unlisted?.id === id ? unlisted : undefined);
      if (suite) return suite as LiveSuite;
    }
    return undefined;
  }
}
