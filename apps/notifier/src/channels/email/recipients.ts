/** What a mail server answered, as far as it is of interest; as a result and as an error. */
export interface SmtpAnswer {
  readonly response?: string;
  readonly responseCode?: number;
  readonly rejectedErrors?: readonly {
    readonly recipient?: string;
    readonly response?: string;
    readonly responseCode?: number;
  }[];
}

/** What a mail server said about one recipient. */
export interface RecipientAnswer {
  readonly address: string;
  readonly isTaken: boolean;
  readonly code: number | null;
  readonly text: string;
}

/** What it said about each of those that it was asked for. */
export const answersOf = (
  { response = '', rejectedErrors = [] }: SmtpAnswer,
  recipients: readonly string[],
): RecipientAnswer[] =>
  recipients.map((address) => {
    const refused = rejectedErrors.find(({ recipient }) => recipient === address);
    return {
      address,
      isTaken: refused === undefined,
      code: refused?.responseCode ?? null,
      text: refused ? (refused.response ?? 'refused') : response,
    };
  });

/** "Not taken for bob@example.com: 450 busy. Taken for ann@example.com." */
export function detailOf(refused: readonly RecipientAnswer[], reached: readonly string[]): string {
  const lines = refused.map(({ address, text }) => `Not taken for ${address}: ${text.replace(/[.\s]+$/, '')}.`);
  return [...lines, ...(reached.length > 0 ? [`Taken for ${reached.join(', ')}.`] : [])].join(' ');
}
