import { catchError, map, observeOn, of, tap, type Observable } from 'rxjs';
import { TestRailError, type AttachmentFacts, type KeptAttachment, type Written } from '../testrail/index.js';
import { isRefused } from './attachment-list.js';
import { messageOf } from './failure.js';
import type { Plan } from './plan.js';
import type { AttachmentWork, WorkEvent } from './work.js';

/**
 * One attachment: what is kept of it, by whichever side's record, or else what the server says. A refusal is kept as well: a
 * run that is complete by then has nothing more to ask.
 *
 * @param attempts through the gate, with retries
 */
export function fetchAttachment(
  work: AttachmentWork,
  plan: Plan,
  attempts: (request: (written: Written) => Observable<AttachmentFacts>) => Observable<AttachmentFacts>,
): Observable<WorkEvent> {
  const { client, gate, url } = plan.instanceOf(work);
  const { id } = work;
  const records = plan.recordsOf(work);
  for (const record of records) {
    const kept = record.attachment?.(id);
    if (kept) return of(keptEvent(work, kept, url)).pipe(observeOn(gate.scheduler));
  }
  const { attachment } = client;
  if (!attachment) return of(failed(work, refusal('the client reads no attachments', url)));
  const keep = (kept: KeptAttachment): void => records[0]?.keepAttachment?.(id, kept);
  const why = plan.attachments.notAskedFor(work);
  if (why !== undefined) {
    keep({ error: why });
    return of(failed(work, refusal(why, url))).pipe(observeOn(gate.scheduler));
  }
  return attempts((written) => attachment(id, written)).pipe(
    tap((facts) => keep(facts)),
    map((facts): WorkEvent => ({ type: 'attachment', work, ...facts })),
    catchError((error: unknown) => {
      if (isRefused(error)) keep({ error: messageOf(error) });
      return of(failed(work, error));
    }),
  );
}

const failed = (work: AttachmentWork, error: unknown): WorkEvent => ({
  type: 'attachmentFailed',
  work,
  error,
});

const keptEvent = (work: AttachmentWork, kept: KeptAttachment, url: string): WorkEvent =>
  'error' in kept ? failed(work, refusal(kept.error, url)) : { type: 'attachment', work, ...kept };

const refusal = (message: string, url: string): TestRailError =>
  new TestRailError(message, { kind: 'permanent', code: 'ERR_ATTACHMENT', url });
