import type { Schemas } from '../api/client.js';
import { Moment } from '../time/moment.js';
import { certificateLook } from './certificate-look.js';
import classes from './monitor.module.css';
import { Section } from './section.js';

/** The expiry of the site's certificate. */
export function Certificate({ monitor }: { monitor: Schemas['Monitor'] }) {
  const { url, certificateExpiresAt, certificateDaysLeft } = monitor;
  if (!url.startsWith('https:') && certificateExpiresAt === null) return null;
  return (
    <Section title="Certificate">
      {certificateExpiresAt === null || certificateDaysLeft === null ? (
        <p className={classes['soft']}>No certificate seen yet.</p>
      ) : (
        <Expiry expiresAt={certificateExpiresAt} daysLeft={certificateDaysLeft} />
      )}
    </Section>
  );
}

function Expiry({ expiresAt, daysLeft }: { expiresAt: string; daysLeft: number }) {
  const { tone, text, advice } = certificateLook(daysLeft);
  return (
    <div>
      <p className={classes['days']} data-tone={tone}>
        {tone !== 'fine' && <span aria-hidden>! </span>}
        {text}
      </p>
      <p className={classes['soft']}>
        {tone === 'expired' ? 'Expired on ' : 'Expires on '}
        <Moment at={expiresAt} />.{advice !== '' && ` ${advice}`}
      </p>
    </div>
  );
}
