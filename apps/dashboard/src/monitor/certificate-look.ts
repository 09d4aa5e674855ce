/** With fewer days left it must be renewed. */
const SOON_DAYS = 14;

export interface CertificateLook {
  readonly tone: 'fine' | 'soon' | 'expired';
  readonly text: string;
  readonly advice: string;
}

const daysText = (days: number): string => (days === 1 ? '1 day' : `${days} days`);

/** The urgency by whole days until the certificate expires; negative after expiry. */
export function certificateLook(daysLeft: number): CertificateLook {
  if (daysLeft < 0)
    return { tone: 'expired', text: 'Expired', advice: 'Browsers reject this site. Renew the certificate.' };
  if (daysLeft >= SOON_DAYS) return { tone: 'fine', text: `${daysText(daysLeft)} left`, advice: '' };
  const text = daysLeft === 0 ? 'Less than 1 day left' : `${daysText(daysLeft)} left`;
  return { tone: 'soon', text, advice: 'Renew it before browsers reject this site.' };
}
