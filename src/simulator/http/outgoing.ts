/** What an answer is before it is written. */
export interface Outgoing {
  status: number;
  /** A file's are bytes. */
  body: string | Buffer;
  headers: Record<string, string>;
}

const JSON_TYPE = 'application/json; charset=utf-8';

export const outgoing = (
  status: number,
  body: string | Buffer,
  headers: Record<string, string> = {},
): Outgoing => ({
  status,
  body,
  headers: { 'content-type': JSON_TYPE, ...headers },
});

export const errorBody = (message: string): string => JSON.stringify({ error: message });
