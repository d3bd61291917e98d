/** How a person is asked. Each rejects with `AskingEnded` when they have had enough. */
export interface Prompts {
  /** @param check undefined where the answer will do, else why not */
  text(question: string, check: (answer: string) => string | undefined): Promise<string>;
  /** What is typed is not shown. */
  secret(question: string): Promise<string>;
  /** One of several, found by typing a part of it. */
  pick<T>(question: string, choices: readonly Choice<T>[]): Promise<T>;
  confirm(question: string): Promise<boolean>;
}

export interface Choice<T> {
  name: string;
  value: T;
}

/** Ctrl-C at a question: whoever asked ends without a word. */
export class AskingEnded extends Error {
  readonly code = 'ERR_ASKING_ENDED';
  constructor(options?: ErrorOptions) {
    super('no answer was given', options);
    this.name = 'AskingEnded';
  }
}
