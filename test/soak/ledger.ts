/** What came over the wire, whole and of a right shape: taken down between the client and all that reads it. */
import { tap } from 'rxjs';
import { createClient, type ClientOptions, type TestRailClient } from '../../src/testrail/index.js';
import type { Side } from '../../src/compare/events.js';
import { LEFT } from './draw.js';

export interface Delivered {
  side: Side;
  suiteId: number;
  offset: number;
  limit: number;
  ids: number[];
}

export class Ledger {
  readonly pages: Delivered[] = [];
  /** Suites of which all sections came. */
  readonly sections = new Set<number>();

  /** A client that speaks HTTP, and takes down what it hands on. */
  client(options: ClientOptions): TestRailClient {
    const client = createClient(options);
    return {
      ...client,
      lookup: client.lookup.bind(client),
      cases: (asked, written) =>
        client.cases(asked, written).pipe(
          tap(({ items }) => {
            const { projectId, suiteId, offset, limit } = asked;
            this.pages.push({
              side: projectId === LEFT ? 'left' : 'right',
              suiteId: suiteId!,
              offset,
              limit,
              ids: items.map(({ id }) => id),
            });
          }),
        ),
      sections: (asked, written) =>
        client.sections(asked, written).pipe(
          tap(({ next }) => {
            if (next === null) this.sections.add(asked.suiteId!);
          }),
        ),
    };
  }

  ids(side: Side): Set<number> {
    return new Set(this.pages.flatMap((page) => (page.side === side ? page.ids : [])));
  }
}
