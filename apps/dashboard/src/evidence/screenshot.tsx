import { CloseButton } from '@mantine/core';
import { useRef, useState } from 'react';
import type { Schemas } from '../api/client.js';
import part from './evidence.module.css';
import classes from './screenshot.module.css';

/** The screenshot; a click shows it in full size. */
export function Screenshot({ session, visit }: { session: Schemas['DebugSession']; visit: string }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [isGone, setIsGone] = useState(false);
  const picture = session.artifacts['screenshot'];
  if (!picture) return <p className={part['soft']}>No screenshot.</p>;
  if (isGone) return <p className={part['soft']}>Screenshot expired.</p>;
  const title = session.evidence?.page?.title;
  const alt = `${title ? `“${title}”` : session.url} in the browser, ${visit.toLowerCase()}`;
  return (
    <>
      <button type="button" className={classes['thumbnail']} onClick={() => dialog.current?.showModal()}>
        <img src={picture.url} alt={`${alt}. Enlarge`} loading="lazy" onError={() => setIsGone(true)} />
      </button>
      {/* eslint-disable-next-line jsx-a11y-x/click-events-have-key-events, jsx-a11y-x/no-noninteractive-element-interactions -- Escape closes a dialog by itself. */}
      <dialog
        ref={dialog}
        className={classes['dialog']}
        aria-label={alt}
        // A click outside the image hits the dialog itself.
        onClick={(event) => {
          if (event.target === event.currentTarget) event.currentTarget.close();
        }}
      >
        <div className={classes['dialogHead']}>
          <span>{visit}</span>
          <CloseButton aria-label="Close screenshot" onClick={() => dialog.current?.close()} />
        </div>
        <div className={classes['fullPicture']} role="region" aria-label="Full-size screenshot" tabIndex={0}>
          <img src={picture.url} alt={alt} loading="lazy" />
        </div>
      </dialog>
    </>
  );
}
