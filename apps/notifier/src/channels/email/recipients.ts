/** The relevant part of a mail server's response, as a result or an error. */
export interface SmtpAnswer {
  readonly response?: string;
  readonly responseCode?: number;
  readonly rejectedErrors?: readonly {
    readonly recipient?: string;
    readonly response?: string;
    readonly responseCode?: number;
  }[];
}

/** A mail server's response for one recipient. */
export interface RecipientAnswer {
  readonly address: string;
  readonly isTaken: boolean;
  readonly code: number | null;
  readonly text: string;
}

/** The response for each recipient. */
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

/** "Rejected for bob@example.com: 450 busy. Accepted for ann@example.com." */
export function detailOf(refused: readonly RecipientAnswer[], reached: readonly string[]): string {
  const lines = refused.map(({ address, text }) => `Rejected for ${address}: ${text.replace(/[.\s]+$/, '')}.`);
  return [...lines, ...(reached.length > 0 ? [`Accepted for ${reached.join(', ')}.`] : [])].join(' ');
}
