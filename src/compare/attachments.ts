/**
 * The attachments of a comparison: which are waited for, by which suites, and what is known of each. One of an instance is
 * read once, whichever side refers to it. A suite is complete when all that its texts refer to is read or given up; then each
 * of its cases learns what stands behind its references.
 */
import type { AttachmentRead, AttachmentUnread } from './arrivals.js';
import type { AttachmentDifference, AttachmentDigest, Side, SummaryEvent } from './events.js';
import type { HeldCase } from './held-case.js';
import { instanceOf, isAttachmentId, referencesIn } from './references.js';
import type { SuiteState } from './suite-state.js';

type Known = AttachmentRead | AttachmentUnread;

/** Ids that a summary names, of those that have one reason. */
const NAMED = 10;

export class Attachments {
  private readonly bases: Record<Side, string>;
  /** By instance and id. */
  private readonly known = new Map<string, Known>();
  private readonly waiting = new Map<string, { side: Side; id: string; suites: Set<SuiteState> }>();

  /** @param urls base URLs of the two instances */
  constructor(urls: Record<Side, string>) {
    this.bases = { left: instanceOf(urls.left), right: instanceOf(urls.right) };
  }

  /** An id means the same file on both sides. */
  get isOneInstance(): boolean {
    return this.bases.left === this.bases.right;
  }

  /** The references in a text. */
  in(side: Side, text: string): string[] {
    return referencesIn(text, this.bases[side]);
  }

  /** What an attachment is; undefined where it could not be read. */
  digest(side: Side, id: string): AttachmentDigest | undefined {
    const known = this.known.get(this.keyOf(side, id));
    return known?.type === 'attachment' ? { id, bytes: known.bytes, sha256: known.sha256 } : undefined;
  }

  /** Of two texts those at the same place that are known to be two files; none where they refer to another number of them. */
  differing(left: readonly string[], right: readonly string[]): AttachmentDifference[] {
    if (left.length !== right.length) return [];
    return left.flatMap((id, n) => {
      const [one, other] = [this.digest('left', id), this.digest('right', right[n]!)];
      if (!one || !other || (one.sha256 === other.sha256 && one.bytes === other.bytes)) return [];
      return [{ left: one, right: other }];
    });
  }

  /** A case of this suite is held: it waits for what the case refers to. */
  expect(suite: SuiteState, references: readonly string[]): void {
    for (const id of references) {
      const key = this.keyOf(suite.side, id);
      if (this.known.has(key)) continue;
      if (!isAttachmentId(id)) {
        this.known.set(key, {
          type: 'attachmentUnread',
          side: suite.side,
          id,
          error: whyNot(id),
          lost: false,
        });
        continue;
      }
      const waiting = this.waiting.get(key) ?? { side: suite.side, id, suites: new Set() };
      this.waiting.set(key, waiting);
      waiting.suites.add(suite);
      suite.awaited.add(key);
    }
  }

  /** @return the suites that waited for it */
  take(arrival: Known): SuiteState[] {
    const key = this.keyOf(arrival.side, arrival.id);
    // Two instances may be one server, of which one is a snapshot that holds none: what was read counts.
    if (this.known.get(key)?.type === 'attachment') return [];
    this.known.set(key, arrival);
    const suites = [...(this.waiting.get(key)?.suites ?? [])];
    this.waiting.delete(key);
    for (const suite of suites) suite.awaited.delete(key);
    return suites;
  }

  /** Nothing more arrives: what is still waited for is lost. */
  giveUp(error: string): SuiteState[] {
    return [...this.waiting.values()].flatMap(({ side, id }) =>
      this.take({ type: 'attachmentUnread', side, id, error, lost: true }),
    );
  }

  /** All that its cases refer to is known. */
  seal(suite: SuiteState): void {
    for (const held of suite.held.values()) this.sealCase(suite.side, held);
  }

  /** The first that is lost, for the reason of a run that is not complete. */
  lost(): AttachmentUnread | undefined {
    return this.unread().find(({ lost }) => lost);
  }

  /** How many were read, and why the others were not: by reason, in an order that does not depend on when they came. */
  summary(): Pick<NonNullable<SummaryEvent['attachments']>, 'read' | 'unread'> {
    const unread = this.unread();
    const byReason = new Map<string, AttachmentUnread[]>();
    for (const one of unread) {
      const reason = JSON.stringify([one.side, one.lost, one.error]);
      byReason.set(reason, [...(byReason.get(reason) ?? []), one]);
    }
    return {
      read: this.known.size - unread.length,
      unread: [...byReason]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([, all]) => ({
          side: all[0]!.side,
          error: all[0]!.error,
          lost: all[0]!.lost,
          count: all.length,
          ids: all.slice(0, NAMED).map(({ id }) => id),
        })),
    };
  }

  private sealCase(side: Side, held: HeldCase): void {
    if (!held.references) return;
    const known = held.references.map((id) => this.known.get(this.keyOf(side, id)));
    held.attached = {
      digests: known.map((one) => (one?.type === 'attachment' ? `${one.sha256}:${one.bytes}` : undefined)),
      lost: known.some((one) => one?.type === 'attachmentUnread' && one.lost),
    };
  }

  private unread(): AttachmentUnread[] {
    return [...this.known]
      .filter((entry): entry is [string, AttachmentUnread] => entry[1].type === 'attachmentUnread')
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, one]) => one);
  }

  private keyOf(side: Side, id: string): string {
    return `${this.bases[side]} ${id}`;
  }
}

const whyNot = (reference: string): string =>
  reference.startsWith('//')
    ? `it is on ${reference.slice(2, reference.lastIndexOf('/'))}, which is not asked`
    : 'it is no id of an attachment';
