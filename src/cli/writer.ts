import { BehaviorSubject, distinctUntilChanged, type Observable } from 'rxjs';
import type { Writable } from 'node:stream';

/** Gathered before it is written: differences come in bursts of thousands of short lines. */
const BATCH_CHARS = 64 * 1024;

/** Writes text to a stream in batches, and tells while the stream cannot keep up. */
export class Writer {
  /** Whether the run should ask for nothing more for now. */
  readonly held: Observable<boolean>;
  private readonly full = new BehaviorSubject(false);
  private gathered = '';
  private scheduled = false;

  constructor(
    private readonly stream: Writable,
    /** Writes where bars may stand on the same terminal. Returns what `write` returned. */
    private readonly print: (text: string) => boolean = (text) => stream.write(text),
  ) {
    this.held = this.full.pipe(distinctUntilChanged());
    stream.on('drain', () => this.full.next(false));
  }

  write(text: string): void {
    if (text === '') return;
    this.gathered += text;
    if (this.gathered.length >= BATCH_CHARS) this.flush();
    else if (!this.scheduled) {
      this.scheduled = true;
      setImmediate(() => this.flush());
    }
  }

  flush(): void {
    this.scheduled = false;
    if (this.gathered === '' || this.stream.destroyed) return;
    const text = this.gathered;
    this.gathered = '';
    if (!this.print(text)) this.full.next(true);
  }
}
