import { type ComponentType, type ReactNode, useEffect, useState } from 'react';
import { FailureNotice } from './failure-notice.js';

const RETRY_MS = 5_000;

/** A code chunk could not be loaded: the network is down, or the server was updated. */
class PartMissing extends Error {
  override readonly name = 'PartMissing';

  constructor(cause: unknown) {
    super('This part of the dashboard could not be loaded. Wakeful may have been updated; reload the page.', { cause });
  }
}

export interface OnDemand<Props> {
  (props: Props): ReactNode;
  /** Preloads the code. A failure is reported once the component is rendered. */
  preload(): void;
}

/**
 * A component whose code is loaded when it is first rendered, or preloaded; `waiting` is shown meanwhile. Unlike
 * React's `lazy`, it shows the placeholder no longer than needed (`lazy`: at least 300 ms) and handles a failed load.
 */
export function onDemand<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  waiting: ReactNode,
): OnDemand<Props> {
  let loaded: ComponentType<Props> | undefined;
  const loadOnce = async (): Promise<ComponentType<Props>> => (loaded ??= await load());

  function Part(props: Props) {
    const [Component, setComponent] = useState(() => loaded);
    const [error, setError] = useState<PartMissing>();
    useEffect(() => {
      if (Component) return;
      let retry: ReturnType<typeof setTimeout> | undefined;
      const load = (): void =>
        void loadOnce().then(
          (found) => setComponent(() => found),
          (cause: unknown) => {
            setError(new PartMissing(cause));
            // It comes by itself when the server is back.
            retry = setTimeout(load, RETRY_MS);
          },
        );
      load();
      return () => clearTimeout(retry);
    }, [Component]);
    if (Component) return <Component {...props} />;
    return error ? <FailureNotice error={error} onRetry={() => window.location.reload()} /> : waiting;
  }

  return Object.assign(Part, { preload: () => void loadOnce().catch(() => undefined) });
}
