import cliProgress, { type SingleBar } from 'cli-progress';

/** What is wanted of a stream: Node's own, or one that a test reads. */
export interface TextStream {
  write(text: string): boolean;
  /** Columns and rows of a terminal, as they are now; 0 where it does not know them, undefined elsewhere. */
  columns?: number;
  rows?: number;
}

/** Parts of cli-progress that its types leave out. */
interface Internals {
  timer: NodeJS.Timeout | null;
  terminal: { cursorRelativeReset(): void; clearBottom(): void };
}

/** Lines that stay at the bottom of a terminal and are drawn over. */
export interface ProgressBars {
  /** Shows these lines in place of those before; each must fit the terminal. */
  show(lines: readonly string[]): void;
  /** Takes the lines off, lets `print` write where they stood, and draws them again below. */
  above<T>(print: () => T): T;
  /** Takes the lines off for good. */
  stop(): void;
}

/**
 * *A cli-progress MultiBar that is drawn when told, and never by a clock.*
 *
 * The bars are slots: each shows one ready line. cli-progress would redraw ten times a second from a timer, which
 * keeps a process alive and shows nothing new (progress comes from events); so its timer is taken down as soon as it
 * is set. It writes to a stream of ours that gathers one frame, so that a frame reaches the terminal in one write and
 * does not flicker.
 */
export const createProgressBars = (stream: TextStream): ProgressBars => {
  let frame = '';
  const gather = {
    isTTY: true,
    // cli-progress cuts lines by their length, colours included; ours fit already.
    columns: Infinity,
    write: (text: string): boolean => {
      frame += text;
      return true;
    },
  };
  const flush = (): void => {
    const text = frame;
    frame = '';
    if (text !== '') stream.write(text);
  };

  const multi = new cliProgress.MultiBar({
    stream: gather as unknown as NodeJS.WritableStream,
    format: (_options, _params, payload: { line: string }) => payload.line,
    // Slots change their meaning and the screen scrolls below them: what was drawn there before tells nothing.
    forceRedraw: true,
    clearOnComplete: true,
    stopOnComplete: false,
    hideCursor: false,
    // true means: leave the terminal's wrapping alone. Lines on stdout need it, and a killed run could not restore it.
    linewrap: true,
    gracefulExit: false,
  });
  const internals = multi as unknown as Internals;
  const dropTimer = (): void => {
    if (internals.timer !== null) clearTimeout(internals.timer);
    internals.timer = null;
  };
  multi.on('update-post', dropTimer);

  const slots: SingleBar[] = [];

  const draw = (): void => {
    if (slots.length > 0) multi.update();
  };
  const clear = (): void => {
    internals.terminal.cursorRelativeReset();
    internals.terminal.clearBottom();
  };

  return {
    show(lines) {
      clear();
      // From the end, so that no other slot changes its place.
      while (slots.length > lines.length) multi.remove(slots.pop()!);
      lines.forEach((line, index) => {
        const slot = slots[index];
        if (slot) slot.update({ line });
        else slots.push(multi.create(1, 0, { line }));
      });
      dropTimer();
      draw();
      flush();
    },
    above(print) {
      clear();
      flush();
      const result = print();
      draw();
      flush();
      return result;
    },
    stop() {
      multi.stop();
      slots.length = 0;
      flush();
    },
  };
};
