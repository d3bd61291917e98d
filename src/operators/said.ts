/** What an error says, where nobody knows more of it. */
export const said = (error: unknown): string => (error instanceof Error ? error.message : String(error));
