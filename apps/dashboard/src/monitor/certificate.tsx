import type { Schemas } from '../api/client.js';
import { Moment } from '../time/moment.js';
import { certificateLook } from './certificate-look.js';
import classes from './monitor.module.css';
import { Section } from './section.js';

/** Until when the certificate of the page is good. */
export function Certificate({ monitor }: { monitor: Schemas['Monitor'] }) {
  const { url, certificateExpiresAt, certificateDaysLeft } = monitor;
  if (!url.startsWith('https:') && certificateExpiresAt === null) return null;
  return (
    <Section title="Certificate">
      {certificateExpiresAt === null || certificateDaysLeft === null ? (
        <p className={classes['soft']}>
          None was seen yet. The next check that gets a secure connection tells when it expires.
        </p>
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
        {tone === 'expired' ? 'It expired on ' : 'It expires on '}
        <Moment at={expiresAt} />.{advice !== '' && ` ${advice}`}
      </p>
    </div>
  );
}
