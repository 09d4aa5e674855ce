import { CloseButton } from '@mantine/core';
import { useRef, useState } from 'react';
import type { Schemas } from '../api/client.js';
import part from './evidence.module.css';
import classes from './screenshot.module.css';

/** What a person would have seen; a click shows it in full size. */
export function Screenshot({ session, visit }: { session: Schemas['DebugSession']; visit: string }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [isGone, setIsGone] = useState(false);
  const picture = session.artifacts['screenshot'];
  if (!picture) return <p className={part['soft']}>The browser brought no picture.</p>;
  if (isGone) return <p className={part['soft']}>The picture is older than pictures are kept.</p>;
  const title = session.evidence?.page?.title;
  const alt = `${title ? `“${title}”` : session.url} as the browser showed it, ${visit.toLowerCase()}`;
  return (
    <>
      <button type="button" className={classes['thumbnail']} onClick={() => dialog.current?.showModal()}>
        <img src={picture.url} alt={`${alt}. Show it larger`} loading="lazy" onError={() => setIsGone(true)} />
      </button>
      {/* eslint-disable-next-line jsx-a11y-x/click-events-have-key-events, jsx-a11y-x/no-noninteractive-element-interactions -- Escape closes a dialog by itself. */}
      <dialog
        ref={dialog}
        className={classes['dialog']}
        aria-label={alt}
        // A click beside the picture is one on the dialog itself.
        onClick={(event) => {
          if (event.target === event.currentTarget) event.currentTarget.close();
        }}
      >
        <div className={classes['dialogHead']}>
          <span>{visit}</span>
          <CloseButton aria-label="Close the picture" onClick={() => dialog.current?.close()} />
        </div>
        <div className={classes['fullPicture']} role="region" aria-label="Picture in full size" tabIndex={0}>
          <img src={picture.url} alt={alt} loading="lazy" />
        </div>
      </dialog>
    </>
  );
}
