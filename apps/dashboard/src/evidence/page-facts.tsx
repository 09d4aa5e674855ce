import type { Schemas } from '../api/client.js';
import { countText, latencyText } from '../time/durations.js';
import part from './evidence.module.css';
import { FactList } from './fact-list.js';
import classes from './facts.module.css';
import { gradeOf, type VitalName } from './vital-grade.js';

type Page = NonNullable<NonNullable<Schemas['DebugSession']['evidence']>['page']>;

const vitals = [
  { name: 'ttfbMs', label: 'TTFB', title: 'Time to first byte' },
  { name: 'fcpMs', label: 'FCP', title: 'First contentful paint' },
  { name: 'lcpMs', label: 'LCP', title: 'Largest contentful paint' },
  { name: 'cls', label: 'CLS', title: 'Cumulative layout shift' },
] as const satisfies readonly { name: VitalName; label: string; title: string }[];

/** The state of the page at the end of a browser check. */
export function PageFacts({ page }: { page: Page | null }) {
  if (!page) return <p className={part['soft']}>The browser could not open the page.</p>;
  const { title, finalUrl, httpStatus, address, error, isDownload, isHung, textCharacters, visibleObjects } = page;
  return (
    <>
      <FactList
        facts={[
          ['Title', title],
          ['Final URL', finalUrl],
          ['Status', httpStatus === null ? 'no response' : httpStatus],
          ['IP address', address],
          ['Load error', error],
          ['First response', page.waitMs === null ? null : latencyText(page.waitMs)],
          ['Load event', page.loadMs === null ? null : latencyText(page.loadMs)],
          ['Visible content', seenText(textCharacters, visibleObjects)],
          ['Download', isDownload ? 'The URL is a download' : null],
          ['Unresponsive', isHung ? 'JavaScript blocked the browser' : null],
        ]}
      />
      <dl className={classes['vitals']}>
        {vitals.map(({ name, label, title: meaning }) => {
          const value = page.vitals[name];
          const grade = gradeOf(name, value);
          return (
            <div key={name} data-grade={grade}>
              <dt>
                <abbr title={meaning}>{label}</abbr>
              </dt>
              <dd>
                {name === 'cls' ? (value?.toFixed(3) ?? '–') : latencyText(value)}
                <span>{grade ?? '–'}</span>
              </dd>
            </div>
          );
        })}
      </dl>
    </>
  );
}

function seenText(characters: number | null, objects: number | null): string | null {
  if (characters === null && objects === null) return null;
  const text = characters === null ? [] : [`${countText(characters)} characters`];
  const pictures = objects === null ? [] : [objects === 1 ? '1 picture' : `${countText(objects)} pictures`];
  return [...text, ...pictures].join(', ');
}
