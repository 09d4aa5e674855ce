/** With fewer days left somebody has to renew it. */
const SOON_DAYS = 14;

export interface CertificateLook {
  readonly tone: 'fine' | 'soon' | 'expired';
  readonly text: string;
  readonly advice: string;
}

const daysText = (days: number): string => (days === 1 ? '1 day' : `${days} days`);

/** How pressing it is, by whole days until the certificate expires; negative when it has. */
export function certificateLook(daysLeft: number): CertificateLook {
  if (daysLeft < 0) return { tone: 'expired', text: 'Expired', advice: 'Renew it: browsers refuse the page.' };
  if (daysLeft >= SOON_DAYS) return { tone: 'fine', text: `${daysText(daysLeft)} left`, advice: '' };
  const text = daysLeft === 0 ? 'Less than a day left' : `${daysText(daysLeft)} left`;
  return { tone: 'soon', text, advice: 'Renew it before browsers refuse the page.' };
}
